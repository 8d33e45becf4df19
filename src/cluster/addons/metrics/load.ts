/**
 * The load that a person puts on pods: requests a second, cores or memory, as an input of the tape (`load`) or in annotations. Load on a workload or
 * a Service is work that is there to be done: it is divided evenly among its ready pods, so that more pods have less each. Load on a pod is its own.
 */
import type { Pod } from '../../../api/kinds/pod/types.ts';
import { milliValue, parseQuantity, quantity, quantityValue } from '../../../api/meta/quantity.ts';
import type { KubeObject, LabelSelector, ResourceKey } from '../../../api/meta/types.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { podsMatching } from '../../../controllers/common/lookups.ts';
import { controllerOf } from '../../../controllers/common/owner.ts';
import { isPodReady } from '../../../controllers/common/pods.ts';
import type { FaultHandler, View } from '../../../engine/component.ts';

export interface Load {
  /** A second. */
  readonly requests?: number;
  /** Millicores beyond what requests take. */
  readonly cpu?: number;
  /** Bytes; of each pod: memory is not shared out. */
  readonly memory?: number;
  /** Millicores that one request a second keeps busy. */
  readonly perRequest?: number;
  readonly container?: string;
}

const PREFIX = 'load.kubetick.dev/';
/** Annotations of a pod, of a workload or of a Service, by what they give. */
export const LOAD_ANNOTATIONS = {
  requests: `${PREFIX}requests-per-second`,
  cpu: `${PREFIX}cpu`,
  memory: `${PREFIX}memory`,
  perRequest: `${PREFIX}cpu-per-request`,
  container: `${PREFIX}container`,
} as const;

export const LOADS = 'load';
/** Kinds that load can be put on. */
const TARGETS: Readonly<Record<string, ResourceKey>> = {
  pod: 'pods',
  deployment: 'deployments.apps',
  replicaset: 'replicasets.apps',
  statefulset: 'statefulsets.apps',
  daemonset: 'daemonsets.apps',
  replicationcontroller: 'replicationcontrollers',
  service: 'services',
};
const SHARED = Object.values(TARGETS).filter((resource) => resource !== 'pods');
const MOST_REQUESTS = 1_000_000;

const loadKey = (resource: ResourceKey, namespace: string | undefined, name: string) => `${resource}/${namespace ?? ''}/${name}`;

/** Of an object: what was put on it by an input, over what its annotations say. What cannot be read counts for nothing. */
export function loadOn(view: View, resource: ResourceKey, object: KubeObject): Load {
  const { metadata } = object;
  // A Deployment's annotations are copied to its ReplicaSets; they are about it.
  const annotations = resource === 'pods' || !controllerOf(object) ? metadata.annotations : undefined;
  const put = view.memoryOf(LOADS).get<Load>(loadKey(resource, metadata.namespace, metadata.name));
  if (!annotations) return put ?? {};
  const text = (of: keyof typeof LOAD_ANNOTATIONS) => (Object.hasOwn(annotations, LOAD_ANNOTATIONS[of]) ? annotations[LOAD_ANNOTATIONS[of]] : undefined);
  const written = readLoad({ requests: text('requests'), cpu: text('cpu'), memory: text('memory'), perRequest: text('perRequest'), container: text('container') });
  return { ...(written.ok ? written.value : {}), ...put };
}

type LoadTexts = { readonly [Name in keyof Load]?: unknown };

function readLoad({ requests, cpu, memory, perRequest, container }: LoadTexts): Result<Load, string> {
  const amount = (what: string, text: unknown, of: (text: string) => number): Result<number | undefined, string> => {
    if (text === undefined || text === '') return ok(undefined);
    const parsed = parseQuantity(String(text));
    if (!parsed.ok || parsed.value.mantissa < 0n) return err(`${what} is no amount: ${String(text)}`);
    return ok(of(String(text)));
  };
  const millis = (text: string) => milliValue(quantity(text));
  const rate = amount('requests', requests, (text) => millis(text) / 1000);
  if (!rate.ok) return rate;
  if ((rate.value ?? 0) > MOST_REQUESTS) return err(`more than ${MOST_REQUESTS} requests a second are not modelled`);
  const cores = amount('cpu', cpu, millis);
  if (!cores.ok) return cores;
  const bytes = amount('memory', memory, (text) => quantityValue(quantity(text)));
  if (!bytes.ok) return bytes;
  const each = amount('cpu per request', perRequest, millis);
  if (!each.ok) return each;
  return ok({
    ...(rate.value !== undefined && { requests: rate.value }),
    ...(cores.value !== undefined && { cpu: cores.value }),
    ...(bytes.value !== undefined && { memory: bytes.value }),
    ...(each.value !== undefined && { perRequest: each.value }),
    ...(typeof container === 'string' && container !== '' && { container }),
  });
}

/** What load falls on each pod, by `namespace/name`. */
export function loadByPod(view: View): ReadonlyMap<string, readonly Load[]> {
  const found = new Map<string, Load[]>();
  const add = (pod: Pod, load: Load) => {
    const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
    const before = found.get(key);
    if (before) before.push(load);
    else found.set(key, [load]);
  };
  for (const resource of SHARED) {
    for (const object of view.list<KubeObject & { readonly spec: { readonly selector?: LabelSelector | Readonly<Record<string, string>> } }>(resource)) {
      const load = loadOn(view, resource, object);
      if (Object.keys(load).length === 0) continue;
      const pods = selected(view, object).filter((pod) => isPodReady(pod) && pod.metadata.deletionTimestamp === undefined);
      const share = (amount: number | undefined) => (amount === undefined ? undefined : amount / pods.length);
      for (const pod of pods) add(pod, { ...load, requests: share(load.requests), cpu: share(load.cpu) } as Load);
    }
  }
  for (const pod of view.list<Pod>('pods')) {
    const load = loadOn(view, 'pods', pod);
    if (Object.keys(load).length > 0) add(pod, load);
  }
  return found;
}

function selected(
  view: View,
  { metadata, spec: { selector } }: KubeObject & { readonly spec: { readonly selector?: LabelSelector | Readonly<Record<string, string>> } },
): readonly Pod[] {
  if (!selector) return [];
  const wanted = 'matchLabels' in selector || 'matchExpressions' in selector ? (selector as LabelSelector) : { matchLabels: selector as Readonly<Record<string, string>> };
  return podsMatching(view, metadata.namespace!, wanted);
}

/** The input `load`: `target` as `deployment/web`, `namespace`, and amounts as texts; without any amount the load is taken away. */
export const load: FaultHandler = {
  name: 'load',
  apply(context, { target, namespace = 'default', ...texts }) {
    const [kind = '', name = '', ...more] = typeof target === 'string' ? target.split('/') : [];
    const resource = Object.hasOwn(TARGETS, kind.toLowerCase()) ? TARGETS[kind.toLowerCase()]! : undefined;
    if (!resource || name === '' || more.length > 0 || typeof namespace !== 'string')
      return err(`load falls on ${Object.keys(TARGETS).join('/NAME, ')}/NAME, not on "${String(target)}"`);
    if (!context.get(resource, namespace, name)) return err(`there is no ${kind} "${name}" in namespace ${namespace}`);
    const read = readLoad(texts);
    if (!read.ok) return read;
    const memory = context.memoryOf(LOADS);
    const key = loadKey(resource, namespace, name);
    if (Object.keys(read.value).length === 0) {
      memory.delete(key);
      return ok(`No load is put on ${kind} ${namespace}/${name} any more.`);
    }
    memory.set(key, read.value);
    return ok(`Load on ${kind} ${namespace}/${name}: ${loadText(read.value)}${resource === 'pods' ? '' : ', divided evenly among its ready pods'}.`);
  },
};

/** What was put on objects by inputs, for a list. */
export const loadsPut = (view: View): readonly { readonly target: string; readonly namespace: string; readonly text: string }[] =>
  view
    .memoryOf(LOADS)
    .entries<Load>()
    .map(([key, put]) => {
      const [resource = '', namespace = '', name = ''] = key.split('/');
      const kind = Object.keys(TARGETS).find((each) => TARGETS[each] === resource) ?? resource;
      return { target: `${kind}/${name}`, namespace, text: loadText(put) };
    });

export function loadText({ requests, cpu, memory, perRequest }: Load): string {
  return [
    ...(requests === undefined ? [] : [`${requests} requests a second${perRequest === undefined ? '' : ` of ${perRequest}m each`}`]),
    ...(cpu === undefined ? [] : [`${cpu}m CPU`]),
    ...(memory === undefined ? [] : [`${Math.round(memory / 1024 / 1024)}Mi of memory`]),
  ].join(' and ');
}
