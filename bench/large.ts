/**
 * A cluster of many running pods without running each of them up: one pod is brought up, and its objects and what its kubelet remembers are
 * copied under other names. Its Events are left out, as an API server drops them after an hour.
 */
import type { Deployment } from '../src/api/kinds/deployment/types.ts';
import type { Pod } from '../src/api/kinds/pod/types.ts';
import type { ReplicaSet } from '../src/api/kinds/replica-set/types.ts';
import { Simulation } from '../src/engine/simulation.ts';
import { forkState } from '../src/engine/state.ts';
import { StepContext } from '../src/engine/step-context.ts';
import { hexId } from '../src/base/identifiers.ts';
import { recordOf } from '../src/kubelet/memory.ts';
import { Start } from '../src/kubelet/process/rehearsal.ts';
import { DatedTree } from '../src/kubelet/volumes/dated-tree.ts';

/**
 * Copies `value` with other texts in the place of some. What has none of them is shared, as it is among pods of one template that were
 * started within a second (src/cluster/sharing.test.ts); identifiers of the runtime differ from pod to pod, and so they do here.
 */
function copy(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return renamed(value, texts);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Start || value instanceof DatedTree) return value.renamed((text) => renamed(text, texts));
  if (Array.isArray(value)) {
    const list = value.map((item) => copy(item, texts));
    return list.every((item, i) => item === value[i]) ? value : list;
  }
  const object: Record<string, unknown> = { ...value };
  let changed = false;
  for (const [key, item] of Object.entries(value)) {
    object[key] = copy(item, texts);
    changed ||= object[key] !== item;
  }
  return changed ? object : value;
}

function renamed(text: string, texts: ReadonlyMap<string, string>): string {
  const whole = texts.get(text);
  if (whole !== undefined) return whole;
  for (const [from, to] of texts) if (text.includes(from)) return text.replaceAll(from, to);
  return text;
}

const uid = (kind: number, number: number): string => `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

/** `empty` with `deployments` × `replicas` running pods like the one of `pattern`'s Deployment `name`, spread over its nodes. */
export function withCopies(empty: Simulation, pattern: Simulation, name: string, deployments: number, replicas: number): Simulation {
  const state = forkState(empty.state);
  const context = new StepContext(empty.world, state, 'bench');
  const nodes = empty.view.list('nodes').map(({ metadata }) => metadata.name);
  const deployment = pattern.view.get<Deployment>('deployments.apps', 'default', name)!;
  const [set] = pattern.view.list<ReplicaSet>('replicasets.apps');
  const [pod] = pattern.view.list<Pod>('pods');
  const own = `${pod!.spec.nodeName}/default/${pod!.metadata.name}`;
  const kept = pattern.view
    .memoryOf('kubelet')
    .entries<unknown>('')
    .filter(([key]) => key.includes(own));
  const memory = context.memoryOf('kubelet');
  const record = recordOf(pattern.view.memoryOf('kubelet'), own)!;
  const container = record.containers[0]!.id;
  const sandbox = record.sandbox!.id;
  const volume = pod!.spec.volumes![0]!.name;
  for (let d = 0; d < deployments; d += 1) {
    const app = `${name}-${d}`;
    const counts = (status: object) => Object.fromEntries(Object.entries(status).map(([key, count]) => [key, count === 1 && /replicas$/i.test(key) ? replicas : count]));
    const ofSet = new Map([
      [set!.metadata.uid, uid(2, d)],
      [deployment.metadata.uid, uid(1, d)],
      [set!.metadata.name, `${app}-${set!.metadata.name.slice(name.length + 1)}`],
      [name, app],
    ]);
    const madeDeployment = copy(deployment, ofSet) as Deployment;
    const madeSet = copy(set, ofSet) as ReplicaSet;
    const sized = <T extends Deployment | ReplicaSet>(object: T): T => ({ ...object, spec: { ...object.spec, replicas }, status: counts(object.status!) });
    context.put('deployments.apps', sized(madeDeployment), undefined);
    const annotations = {
      ...madeSet.metadata.annotations,
      'deployment.kubernetes.io/desired-replicas': String(replicas),
      'deployment.kubernetes.io/max-replicas': String(Math.ceil(replicas * 1.25)),
    };
    context.put('replicasets.apps', { ...sized(madeSet), metadata: { ...madeSet.metadata, annotations } }, undefined);
    for (let r = 0; r < replicas; r += 1) {
      const number = d * replicas + r;
      const at = number % nodes.length;
      const podName = `${madeSet.metadata.name}-${number.toString(36).padStart(5, '0')}`;
      const texts = new Map([
        [pod!.metadata.uid, uid(3, number)],
        [pod!.metadata.name, podName],
        [pod!.status.podIP!, `10.${100 + (at >> 8)}.${at & 255}.${2 + Math.floor(number / nodes.length)}`],
        [pod!.spec.nodeName!, nodes[at]!],
        [own, `${nodes[at]}/default/${podName}`],
        [volume, `kube-api-access-${number.toString(36).padStart(5, '0')}`],
        [container, hexId(`container ${number}`)],
        [sandbox, hexId(`sandbox ${number}`)],
        ...ofSet,
      ]);
      context.put('pods', copy(pod, texts) as Pod, undefined);
      for (const [key, value] of kept) memory.set(key.replace(own, `${nodes[at]}/default/${podName}`), copy(value, texts));
    }
  }
  return new Simulation(empty.world, { state });
}
