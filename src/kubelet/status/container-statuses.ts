/** What a pod's status says of its containers (upstream: pkg/kubelet/kubelet_pods.go convertToAPIContainerStatuses). */
import type { Container, ContainerState, ContainerStatus, VolumeMountStatus } from '../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ResourceRequirements } from '../../api/kinds/shared-types.ts';
import { shared } from '../../base/shared.ts';
import { formatQuantity, quantity, quantityOf, quantityValue } from '../../api/meta/quantity.ts';
import type { ContainerType, Observed, PodRecord, RuntimeContainer } from '../record.ts';
import { rfc3339, shouldBeRestarted } from '../containers.ts';

export function containerStatuses(
  pod: Pod,
  record: PodRecord,
  observed: Observed,
  containers: readonly Container[],
  old: readonly ContainerStatus[],
  type: ContainerType,
): ContainerStatus[] {
  const statuses = containers.map((container) => {
    const before = old.find((s) => s.name === container.name);
    const seen = observed.containers.filter((c) => c.name === container.name);
    const base = seen.length > 0 ? fromRuntime(container, seen, before, record, pod.spec.resources) : notSeen(pod, container, before);
    return withStartFailure(pod, record, observed, container, type, base);
  });
  return type === 'init' ? statuses : statuses.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function fromRuntime(
  container: Container,
  seen: readonly RuntimeContainer[],
  before: ContainerStatus | undefined,
  record: PodRecord,
  ofPod: ResourceRequirements | undefined,
): ContainerStatus {
  const [current, previous] = seen as [RuntimeContainer, RuntimeContainer?];
  const allocated = record.resize?.allocated[container.name] ?? container.resources ?? {};
  const status: { -readonly [Field in keyof ContainerStatus]: ContainerStatus[Field] } = {
    name: container.name,
    state: stateOf(current),
    lastState: previous ? stateOf(previous) : NEVER,
    ready: false,
    restartCount: current.restartCount,
    image: current.image,
    imageID: current.imageID,
    containerID: `containerd://${current.id}`,
    started: false,
  };
  if (allocated.requests) status.allocatedResources = allocated.requests;
  status.resources = (current.state === 'running' && current.resources ? asRuntimeSays(current.resources, ofPod) : undefined) ?? allocated;
  const { volumeMounts } = mounts(container, before);
  if (volumeMounts) status.volumeMounts = volumeMounts;
  return status;
}

/** The runtime knows a memory limit as whole bytes, and the pod's own limits where the container has none (upstream: getCPULimit, getMemoryLimit). */
function asRuntimeSays(resources: ResourceRequirements, ofPod: ResourceRequirements | undefined): ResourceRequirements {
  // Most pods: what it knows is what it was told, held once for all pods of a template.
  if (ofPod === undefined && resources.limits?.memory === undefined) return resources;
  const { requests, limits, ...rest } = resources;
  const cpu = limits?.cpu ?? ofPod?.limits?.cpu;
  const memory = limits?.memory ?? ofPod?.limits?.memory;
  const asked = requests?.cpu ?? (ofPod ? cpu : undefined);
  return {
    ...rest,
    ...(requests && { requests: { ...(asked !== undefined && { cpu: asked }), ...requests } }),
    ...(limits && {
      limits: {
        ...(cpu !== undefined && { cpu }),
        ...limits,
        ...(memory !== undefined && { memory: formatQuantity(quantityOf(Math.ceil(quantityValue(quantity(memory))), 'BinarySI')) }),
      },
    }),
  };
}

/** The runtime knows of none: it waits to be created, or what was known of its end stays. */
function notSeen(pod: Pod, container: Container, before: ContainerStatus | undefined): ContainerStatus {
  if (before?.state.terminated) return { ...before, ready: false };
  const waiting: ContainerState = { waiting: { reason: pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating' } };
  const lost = before?.state.running && !before.lastState.terminated;
  return {
    name: container.name,
    state: waiting,
    lastState: lost
      ? {
          terminated: {
            exitCode: 137,
            reason: 'ContainerStatusUnknown',
            message: 'The container could not be located when the pod was deleted.  The container used to be Running',
            startedAt: null,
            finishedAt: null,
          },
        }
      : (before?.lastState ?? NEVER),
    ready: false,
    restartCount: (before?.restartCount ?? 0) + (lost && pod.metadata.deletionTimestamp === undefined ? 1 : 0),
    image: container.image,
    imageID: '',
    started: false,
    ...mounts(container, before),
  };
}

/** A container that could not be started waits, with the reason of the last try. */
function withStartFailure(pod: Pod, record: PodRecord, observed: Observed, container: Container, type: ContainerType, status: ContainerStatus): ContainerStatus {
  const seen = observed.containers.find((c) => c.name === container.name);
  if (type === 'init' && seen?.state === 'exited' && seen.exitCode === 0 && container.restartPolicy !== 'Always') return status;
  if (!shouldBeRestarted(container, pod, observed)) return status;
  const failure = Object.hasOwn(record.reasons, container.name) ? record.reasons[container.name] : undefined;
  if (!failure) return status;
  return {
    ...status,
    state: { waiting: { reason: failure.reason, ...(failure.message !== '' && { message: failure.message }) } },
    lastState: status.state.terminated ? status.state : status.lastState,
  };
}

/** Shared by the many containers of which there is no earlier one, and by those that were started within a second. */
const NEVER: ContainerState = {};
const runningSince = shared<ContainerState>(64);

function stateOf(container: RuntimeContainer): ContainerState {
  if (container.state === 'created') return { waiting: {} };
  const startedAt = container.startedAt === undefined ? null : rfc3339(container.startedAt);
  if (container.state === 'running') return runningSince(startedAt ?? '', () => ({ running: { startedAt } }));
  return {
    terminated: {
      exitCode: container.exitCode ?? 0,
      ...(container.reason !== undefined && { reason: container.reason }),
      ...(container.message && { message: container.message }),
      startedAt,
      finishedAt: container.finishedAt === undefined ? null : rfc3339(container.finishedAt),
      containerID: `containerd://${container.id}`,
    },
  };
}

function mounts(container: Container, before: ContainerStatus | undefined): { volumeMounts?: readonly VolumeMountStatus[] } {
  if (before?.volumeMounts) return { volumeMounts: before.volumeMounts };
  if (!container.volumeMounts?.length) return {};
  return {
    volumeMounts: container.volumeMounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly && { readOnly: true, recursiveReadOnly: 'Disabled' }),
    })),
  };
}
