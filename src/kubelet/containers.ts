/** Containers of a pod's spec and their observed counterparts (upstream: pkg/kubelet/container/helpers.go, pkg/api/v1/pod/util.go). */
import type { Container } from '../api/kinds/pod/container-types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { ContainerType, Observed, RuntimeContainer } from './record.ts';

/** A native sidecar: an init container that is restarted for as long as the pod lives. */
export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

export function findContainer(pod: Pod, name: string): { readonly container: Container; readonly type: ContainerType } | undefined {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  const init = initContainers.find((c) => c.name === name);
  if (init) return { container: init, type: 'init' };
  const regular = containers.find((c) => c.name === name);
  if (regular) return { container: regular, type: 'regular' };
  const ephemeral = ephemeralContainers.find((c) => c.name === name);
  return ephemeral && { container: ephemeral, type: 'ephemeral' };
}

/** The youngest container of that name. */
export const latest = (observed: Observed, name: string): RuntimeContainer | undefined => observed.containers.find((c) => c.name === name);

/** Upstream: ShouldContainerBeRestarted. */
export function shouldBeRestarted(container: Container, pod: Pod, observed: Observed): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const status = latest(observed, container.name);
  if (!status || status.state === 'created') return true;
  if (status.state === 'running') return false;
  if (isSidecar(container)) return true;
  if (pod.spec.restartPolicy === 'Never') return false;
  return pod.spec.restartPolicy !== 'OnFailure' || status.exitCode !== 0;
}

/** How an event says which container it is about. */
export function fieldPath(pod: Pod, name: string): string {
  const type = findContainer(pod, name)?.type;
  return `spec.${type === 'init' ? 'initContainers' : type === 'ephemeral' ? 'ephemeralContainers' : 'containers'}{${name}}`;
}

/** `name_namespace(uid)`, as the kubelet's texts name a pod. */
export const podDescription = (pod: Pod): string => `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;

/** The smallest restart-relevant part of a container: what its back-off is remembered by. */
export const backOffKey = (container: Container): string => `${container.name} ${container.image}`;

/** Whole seconds, as object timestamps are. */
export function rfc3339(ms: number): string {
  const second = Math.floor(ms / 1000);
  let text = seconds.get(second);
  if (text === undefined) {
    if (seconds.size >= 64) seconds.clear();
    seconds.set(second, (text = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`));
  }
  return text;
}
/** The last ones that were written out: a status tells the same few again and again. */
const seconds = new Map<number, string>();

export const seenBy = (record: { readonly observed?: Observed; readonly sandbox?: Observed['sandbox']; readonly containers: Observed['containers'] }): Observed =>
  record.observed ?? record;
