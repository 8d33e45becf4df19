/** Pods that write more than they may: each is sent away by the eviction manager's rounds (upstream: pkg/kubelet/eviction localStorageEviction). */
import type { Container } from '../api/kinds/pod/container-types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import { quote } from '../base/go-format.ts';
import { formatQuantity, quantity, quantityOf, quantityValue } from '../api/meta/quantity.ts';
import { tickAt } from './clock.ts';
import type { PodStep } from './pod-step.ts';
import type { Eviction } from './pressure.ts';
import { treeSize } from './process/tree.ts';
import { diskUsed } from './usage.ts';

/** Upstream: `evictionMonitoringPeriod`. */
const ROUND = 10_000;
/** How old the figures are that a round goes by, in the middle: volumes are measured once a minute, containers oftener. */
const VOLUMES_SEEN = 20_000;
const CONTAINERS_SEEN = 5_000;

const RESOURCE = 'ephemeral-storage';
const limitOf = ({ resources }: Container): string | undefined => resources?.limits?.[RESOURCE];
const bytes = (text: string): number => quantityValue(quantity(text));

const isLimited = ({ spec }: Pod): boolean => (spec.volumes?.some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined) ?? false) || spec.containers.some(limitOf);

interface TooMuch {
  readonly message: string;
  readonly seenAfter: number;
}

function tooMuch(step: PodStep, pod: Pod): TooMuch | undefined {
  const { machine } = step;
  if (!machine) return undefined;
  const { volumes = [], containers } = pod.spec;
  const volumeUsed = (name: string): number => (Object.hasOwn(machine.volumes, name) ? treeSize(machine.volumes[name]!) : 0);
  const containerUsed = ({ name }: Container): number =>
    (Object.hasOwn(machine.containers, name) ? treeSize(machine.containers[name]!.written) : 0) + diskUsed(step.memory, step.key, name);
  for (const { name, emptyDir } of volumes) {
    const limit = emptyDir?.sizeLimit;
    if (limit !== undefined && bytes(limit) > 0 && volumeUsed(name) > bytes(limit))
      return { message: `Usage of EmptyDir volume ${quote(name)} exceeds the limit ${quote(limit)}. `, seenAfter: VOLUMES_SEEN };
  }
  if (!containers.some(limitOf)) return undefined;
  const allowed = containers.reduce((sum, container) => sum + bytes(limitOf(container) ?? '0'), 0);
  const onDisk = volumes.filter(({ emptyDir }) => emptyDir && emptyDir.medium !== 'Memory').reduce((sum, { name }) => sum + volumeUsed(name), 0);
  if (containers.reduce((sum, container) => sum + containerUsed(container), onDisk) > allowed) {
    const message = `Pod ephemeral local storage usage exceeds the total limit of containers ${formatQuantity(quantityOf(allowed, 'BinarySI'))}. `;
    return { message, seenAfter: onDisk > 0 ? VOLUMES_SEEN : CONTAINERS_SEEN };
  }
  const over = containers.find((container) => limitOf(container) !== undefined && containerUsed(container) > bytes(limitOf(container)!));
  return over && { message: `Container ${over.name} exceeded its local ephemeral storage limit ${quote(limitOf(over)!)}. `, seenAfter: CONTAINERS_SEEN };
}

/** Notes the round that will see it. */
export function noticeStorage(step: PodStep): void {
  const pod = step.stored;
  if (!pod || step.record.work !== 'sync' || step.record.storageAt !== undefined || !isLimited(pod)) return;
  const found = tooMuch(step, pod);
  if (found) step.update({ storageAt: tickAt(0, ROUND, step.now + found.seenAfter) });
}

/** What the pod is sent away with, if it still takes too much. */
export function storageEviction(step: PodStep): Eviction | undefined {
  step.update({ storageAt: undefined });
  const pod = step.stored;
  const found = pod && step.record.work === 'sync' ? tooMuch(step, pod) : undefined;
  return found && { reason: 'Evicted', message: found.message, ownDoing: true };
}
