/** The phase of a pod (upstream: pkg/kubelet/kubelet_pods.go getPhase). */
import type { ContainerStatus } from '../../api/kinds/pod/container-types.ts';
import type { Pod, PodStatus } from '../../api/kinds/pod/types.ts';
import { isSidecar } from '../containers.ts';

export function podPhase(pod: Pod, statuses: readonly ContainerStatus[], terminal: boolean, initialized: boolean): PodStatus['phase'] {
  const find = (name: string) => statuses.find((s) => s.name === name);
  let pendingInit = 0;
  let pendingSidecars = 0;
  let failedInit = 0;
  let unknown = 0;
  let running = 0;
  let waiting = 0;
  let stopped = 0;
  let succeeded = 0;

  for (const container of pod.spec.initContainers ?? []) {
    const status = find(container.name);
    const state = status?.state ?? {};
    const last = status?.lastState.terminated;
    if (isSidecar(container)) {
      if (!status) unknown += 1;
      else if (state.running) {
        if (!status.started) pendingSidecars += 1;
        running += 1;
      } else if (state.waiting && !last) {
        pendingSidecars += 1;
        waiting += 1;
      }
      continue;
    }
    const ended = state.terminated ?? (state.waiting ? last : undefined);
    if (!ended) pendingInit += 1;
    else if (ended.exitCode !== 0) failedInit += 1;
  }
  for (const container of pod.spec.containers) {
    const status = find(container.name);
    if (!status) unknown += 1;
    else if (status.state.running) running += 1;
    else if (status.state.terminated) {
      stopped += 1;
      if (status.state.terminated.exitCode === 0) succeeded += 1;
    } else if (status.lastState.terminated) stopped += 1;
    else waiting += 1;
  }

  const { restartPolicy } = pod.spec;
  if (failedInit > 0 && restartPolicy === 'Never') return 'Failed';
  if (pendingInit > 0 || (pendingSidecars > 0 && !initialized) || waiting > 0) return 'Pending';
  if (running > 0 && unknown === 0) return 'Running';
  if (running === 0 && stopped > 0 && unknown === 0) {
    if (terminal) return stopped === succeeded ? 'Succeeded' : 'Failed';
    if (restartPolicy === 'Always') return 'Running';
    if (stopped === succeeded) return 'Succeeded';
    return restartPolicy === 'Never' ? 'Failed' : 'Running';
  }
  return 'Pending';
}
