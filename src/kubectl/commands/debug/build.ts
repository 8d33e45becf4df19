/** The pods and containers that `kubectl debug` makes (upstream: pkg/cmd/debug/debug.go generate…). */
import { err, ok, type Result } from '../../../base/result.ts';
import { schemaOf } from '../../../api/schema/schema.ts';
import { strategicMergePatch } from '../../../api/patch/strategic-merge.ts';
import type { Wire } from '../../describers/wire.ts';
import { applyProfile, strippedCopy, type Keep, type Profile, type Shaped } from './profiles.ts';

export interface Debugging {
  readonly image: string;
  readonly args: readonly string[];
  readonly argsOnly: boolean;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly pullPolicy: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly profile: Profile;
  /** A partial container over the profile's; `undefined`: none. */
  readonly custom?: Wire;
}

export interface Copying {
  readonly name: string;
  readonly setImages: ReadonlyMap<string, string>;
  readonly sameNode: boolean;
  readonly shareProcesses?: boolean;
  readonly keep: Keep;
}

/** Empty values are left out, as Go's `omitempty` does. */
function newContainer(name: string, d: Debugging): Wire {
  return {
    name,
    image: d.image,
    ...command(d),
    ...(d.env.length > 0 && { env: d.env }),
    resources: {},
    terminationMessagePolicy: 'File',
    ...(d.pullPolicy !== '' && { imagePullPolicy: d.pullPolicy }),
    ...(d.stdin && { stdin: true }),
    ...(d.tty && { tty: true }),
  };
}

const command = (d: Debugging): Wire => (d.args.length === 0 ? {} : { [d.argsOnly ? 'args' : 'command']: d.args });

function customised({ pod, container }: Shaped, custom: Wire | undefined): Result<Shaped, string> {
  if (!custom) return ok({ pod, container });
  const merged = strategicMergePatch(container, custom, schemaOf('io.k8s.api.core.v1.Container')!);
  return merged.ok ? ok({ pod, container: merged.value.object }) : err(`error creating three way patch to add debug container: ${merged.error.message}`);
}

/** The pod with one more ephemeral container. The profile is laid over the first one of the name, which may be there already. */
export function withEphemeral(pod: Wire, name: string, target: string, d: Debugging): Result<Shaped, string> {
  const added: Wire = { ...newContainer(name, d), ...(target !== '' && { targetContainerName: target }) };
  const present: readonly Wire[] = [...(pod.spec.ephemeralContainers ?? []), added];
  const at = present.findIndex((container) => container.name === name);
  const made = customised(applyProfile(d.profile, 'ephemeral', { pod, container: present[at]! }), d.custom);
  if (!made.ok) return made;
  const ephemeralContainers = present.with(at, made.value.container);
  return ok({ pod: { ...pod, spec: { ...pod.spec, ephemeralContainers } }, container: ephemeralContainers.at(-1)! });
}

/** A pod on a node, in the node's namespaces. */
export function nodePod(node: string, podName: string, name: string, d: Debugging): Result<Shaped, string> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: podName, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: { nodeName: node, restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] },
  };
  const made = customised(applyProfile(d.profile, 'node', { pod, container: newContainer(name, d) }), d.custom);
  if (!made.ok) return made;
  return ok({ pod: { ...made.value.pod, spec: { ...made.value.pod.spec, containers: [made.value.container] } }, container: made.value.container });
}

/** A copy of a pod with a container changed or added; `container` is `undefined` where only images are changed. `newName` names an added one. */
export function copyOf(pod: Wire, named: string, newName: () => string, d: Debugging, copying: Copying): Result<{ readonly pod: Wire; readonly container?: Wire }, string> {
  const { ephemeralContainers: _, nodeName, ...spec } = pod.spec;
  const { annotations, labels, namespace } = pod.metadata;
  const override = (container: Wire): Wire => {
    const image = copying.setImages.get(container.name) ?? copying.setImages.get('*');
    return image ? { ...container, image } : container;
  };
  const copied = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: copying.name, namespace, ...(annotations && { annotations }), ...(labels && { labels }) },
    spec: {
      ...spec,
      ...(copying.sameNode && nodeName && { nodeName }),
      ...(copying.shareProcesses !== undefined && { shareProcessNamespace: copying.shareProcesses }),
      containers: spec.containers.map(override),
    },
  };
  const present = copied.spec.containers.find((c: Wire) => c.name === named);
  if (!present && d.image === '') return copying.setImages.size > 0 ? ok({ pod: copied }) : err('you must specify image when creating new container');
  const { stdin: _stdin, tty: _tty, args: before, ...rest } = present ?? {};
  // A command of one's own replaces the arguments as well.
  const kept = d.args.length > 0 && !d.argsOnly ? rest : { ...rest, ...(before !== undefined && { args: before }) };
  const name = present ? named : newName();
  const changed = !present
    ? newContainer(name, d)
    : {
        ...kept,
        ...(d.args.length > 0 && (d.argsOnly ? { args: d.args } : { command: d.args })),
        ...(d.env.length > 0 && { env: d.env }),
        ...(d.image !== '' && { image: d.image }),
        ...(d.pullPolicy !== '' && { imagePullPolicy: d.pullPolicy }),
        ...(d.stdin && { stdin: true }),
        ...(d.tty && { tty: true }),
      };
  const stripped = strippedCopy(
    { ...copied, spec: { ...copied.spec, containers: present ? copied.spec.containers.map((c: Wire) => (c === present ? changed : c)) : [...copied.spec.containers, changed] } },
    d.profile,
    copying.keep,
  );
  const container = stripped.spec.containers.find((c: Wire) => c.name === name);
  const made = customised(applyProfile(d.profile, 'copy', { pod: stripped, container }), d.custom);
  if (!made.ok) return made;
  const containers = made.value.pod.spec.containers.map((c: Wire) => (c.name === name ? made.value.container : c));
  return ok({ pod: { ...made.value.pod, spec: { ...made.value.pod.spec, containers } }, container: made.value.container });
}
