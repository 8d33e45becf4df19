/** In-place resizes: what is allocated, what is told to the runtime (upstream: pkg/kubelet/allocation, kuberuntime computePodResizeAction). */
import type { Container } from '../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ResourceRequirements } from '../../api/kinds/shared-types.ts';
import { compareQuantities, quantity } from '../../api/meta/quantity.ts';
import { marshalJson } from '../../base/go-format.ts';
import { isSidecar, latest } from '../containers.ts';
import type { KillAction } from '../pod/actions.ts';
import type { PodStep } from '../pod-step.ts';
import { amount, requestAmounts } from '../amounts.ts';
import type { ResizeState } from '../record.ts';
import { isTerminal } from '../status/generate.ts';

const RESIZED = ['cpu', 'memory'] as const;

const resizable = (pod: Pod): readonly Container[] => [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter(isSidecar)];

function differ(a: ResourceRequirements = {}, b: ResourceRequirements = {}, resource: string): boolean {
  return (['limits', 'requests'] as const).some((list) => compareQuantities(quantity(a[list]?.[resource]), quantity(b[list]?.[resource])) !== 0);
}

/** What the container was given, or will be: the spec's resources where nothing else was agreed on. */
function allocated(step: PodStep, container: Container): ResourceRequirements {
  return step.record.resize?.allocated[container.name] ?? latest(step.record, container.name)?.resources ?? container.resources ?? {};
}

/** The spec changed: takes new resources over, or says why not. Upstream: handlePodResourcesResize. */
export function updateResize(step: PodStep): void {
  const pod = step.stored!;
  const changed = resizable(pod).some((c) => RESIZED.some((resource) => differ(allocated(step, c), c.resources, resource)));
  const { resize } = step.record;
  if (!changed) {
    if (resize?.pending) step.update({ resize: withoutPending(resize) });
    return;
  }
  const generation = pod.metadata.generation ?? 0;
  const kept = resize ?? { allocated: {}, generation };
  const refusal = misfit(step, pod);
  if (refusal) {
    const held = Object.fromEntries(resizable(pod).map((c) => [c.name, allocated(step, c)]));
    step.update({ resize: { ...kept, allocated: held, pending: { ...refusal, since: step.now, generation } } });
    step.say(`the resize is ${refusal.reason.toLowerCase()}: ${refusal.message}`);
    return;
  }
  step.update({
    resize: {
      ...withoutPending(kept),
      generation,
      allocated: Object.fromEntries(resizable(pod).map((c) => [c.name, c.resources ?? {}])),
      inProgress: { since: step.now, generation },
    },
  });
  step.say('took the new resources over');
}

const withoutPending = ({ pending: _, ...resize }: ResizeState): ResizeState => resize;

/** Upstream: canResizePod. */
function misfit(step: PodStep, pod: Pod): { readonly reason: string; readonly message: string } | undefined {
  const capacity = step.node?.status.allocatable ?? {};
  const wanted = requestAmounts(pod);
  for (const resource of ['memory', 'cpu']) {
    const available = amount(resource, capacity[resource]);
    if ((wanted[resource] ?? 0) > available)
      return { reason: 'Infeasible', message: `Node didn't have enough capacity: ${resource}, requested: ${wanted[resource]}, capacity: ${available}` };
  }
  const others = step.context.byIndex<Pod>('podsByNode', step.nodeName).filter((p) => p.metadata.uid !== pod.metadata.uid && !isTerminal(p.status.phase));
  for (const resource of ['cpu', 'memory']) {
    const used = others.reduce((sum, other) => sum + (requestAmounts(other)[resource] ?? 0), 0);
    const available = amount(resource, capacity[resource]);
    if ((wanted[resource] ?? 0) > available - used)
      return { reason: 'Deferred', message: `Node didn't have enough resource: ${resource}, requested: ${wanted[resource]}, used: ${used}, capacity: ${available}` };
  }
  return undefined;
}

/** At the start of a sync: a resize that the runtime shows is over. Upstream: CheckPodResizeInProgress. */
export function checkResize(step: PodStep): void {
  const { resize } = step.record;
  if (!resize?.inProgress) return;
  const pod = step.stored;
  if (
    !pod ||
    resizable(pod).some((c) => {
      const seen = latest(step.record, c.name);
      return seen?.state === 'running' && RESIZED.some((r) => differ(resize.allocated[c.name], seen.resources, r));
    })
  )
    return;
  const { inProgress: _, ...rest } = resize;
  step.update({ resize: rest });
  const summary = (list: readonly Container[] | undefined) => list?.map((c) => ({ name: c.name, resources: resize.allocated[c.name] ?? c.resources ?? {} }));
  step.event(
    'Normal',
    'ResizeCompleted',
    `Pod resize completed: ${marshalJson({ ...(pod.spec.initContainers?.length && { initContainers: summary(pod.spec.initContainers) }), containers: summary(pod.spec.containers) })}`,
  );
}

/** Which running containers have to be restarted for new resources, and which are changed as they run. */
export function resizeActions(step: PodStep): { readonly restart: readonly KillAction[]; readonly update: readonly string[] } {
  const { resize } = step.record;
  const restart: KillAction[] = [];
  const update: string[] = [];
  if (!resize?.inProgress) return { restart, update };
  for (const container of resizable(step.pod)) {
    const seen = latest(step.record, container.name);
    if (seen?.state !== 'running') continue;
    const changed = RESIZED.filter((resource) => differ(resize.allocated[container.name], seen.resources, resource));
    if (changed.length === 0) continue;
    const restarts = changed.some((resource) => container.resizePolicy?.find((p) => p.resourceName === resource)?.restartPolicy === 'RestartContainer');
    if (restarts) restart.push({ container: container.name, message: `Container ${container.name} resize requires restart`, reason: '' });
    else update.push(container.name);
  }
  return { restart, update };
}

/** Tells the runtime. */
export function applyResize(step: PodStep, names: readonly string[]): undefined {
  for (const name of names) {
    const container = latest(step.record, name);
    const resources = step.record.resize?.allocated[name];
    if (container && resources) step.changeContainer(container.id, (c) => ({ ...c, resources }));
  }
  return undefined;
}
