/** Waits until the pod's volumes are mounted; failures are tried again with a back-off (upstream: pkg/kubelet/volumemanager). */
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import type { Volume } from '../../api/kinds/pod/volume-types.ts';
import { earliest, tickAt } from '../clock.ts';
import type { PodStep } from '../pod-step.ts';
import type { Op } from '../record.ts';
import { TIMING } from '../timing.ts';
import { mountVolume, neededVolumes } from '../volumes/mount.ts';
import { hasNoPlugin, isNeverAttached } from '../volumes/unavailable.ts';

type MountOp = Extract<Op, { op: 'mount' }>;

export function mount(step: PodStep, op: MountOp): Op | undefined {
  const needed = neededVolumes(step.pod);
  if (needed.length === 0 || op.done) {
    step.update({ mounted: true });
    if (needed.length > 0) step.say(`mounted ${needed.length} volume${needed.length > 1 ? 's' : ''}`);
    return undefined;
  }
  const problems = new Map(needed.flatMap((name) => entryOf(name, problemOf(step, volumeNamed(step, name)))));
  if (problems.size > 0) return notProcessed(step, problems);
  if (op.at === undefined) {
    const ready = tryAll(step, op, needed);
    return Object.keys(ready).length === 0 ? { ...op, done: true, at: step.now + TIMING.mount } : { ...op, at: step.now + TIMING.firstMountAttempt, failures: {} };
  }
  const failures = tryAll(step, op, needed, true);
  if (Object.keys(failures).length === 0) return { ...op, failures, done: true, at: tickAt(op.since, TIMING.mount, step.now + 1) };
  if (step.now >= op.since + TIMING.mountTimeout) return giveUp(step, Object.keys(failures));
  return { ...op, failures, at: Math.min(earliest(Object.values(failures).map((f) => f.next))!, op.since + TIMING.mountTimeout) };
}

/** What is not mounted yet and when it is tried again. `tell`: with events. */
function tryAll(step: PodStep, op: MountOp, needed: readonly string[], tell = false): Record<string, { delay: number; next: number }> {
  const failures: Record<string, { delay: number; next: number }> = {};
  for (const name of needed) {
    const before = op.failures && Object.hasOwn(op.failures, name) ? op.failures[name] : undefined;
    if (before && before.next > step.now) {
      failures[name] = before;
      continue;
    }
    if (op.failures && !before && Object.keys(op.failures).length > 0) continue; // mounted at an earlier try
    const silent = isNeverAttached(volumeNamed(step, name));
    const error = silent ? 'nobody attaches it to the node' : mountVolume(step, name);
    if (error === undefined) continue;
    const delay = before ? Math.min(before.delay * 2, TIMING.mountBackOffMax) : TIMING.mountBackOff;
    failures[name] = { delay, next: step.now + delay };
    if (!tell) continue;
    if (silent) {
      step.say(`waits for volume ${name} to be attached to the node, which nobody does`);
      continue;
    }
    step.event('Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${name}" : ${error}`);
    step.say(`could not mount volume ${name}: ${error}; tries again in ${delay / 1000} s`);
  }
  return failures;
}

const volumeNamed = ({ pod }: PodStep, name: string): Volume => pod.spec.volumes!.find((volume) => volume.name === name)!;

const entryOf = (name: string, problem: string | undefined): [string, string][] => (problem === undefined ? [] : [[name, problem]]);

/** Why a volume cannot even be tried (upstream: volumemanager/populator createVolumeSpec). */
function problemOf(step: PodStep, volume: Volume): string | undefined {
  const { name, persistentVolumeClaim } = volume;
  if (hasNoPlugin(volume)) return `failed to get Plugin from volumeSpec for volume "${name}" err=no volume plugin matched`;
  if (!persistentVolumeClaim) return undefined;
  const bound = step.context.get<PersistentVolumeClaim>('persistentvolumeclaims', step.namespace, persistentVolumeClaim.claimName)?.spec.volumeName;
  const volumeMode = bound ? step.context.get<PersistentVolume>('persistentvolumes', undefined, bound)?.spec.volumeMode : undefined;
  return volumeMode === 'Block' ? `volume ${name} has volumeMode Block, but is specified in volumeMounts` : undefined;
}

function notProcessed(step: PodStep, problems: ReadonlyMap<string, string>): undefined {
  const names = [...problems.keys()].join(' ');
  const error = `unmounted volumes=[${names}], unattached volumes=[], failed to process volumes=[${names}]: ${[...problems.values()].join(', ')}`;
  step.event('Warning', 'FailedMount', `Unable to attach or mount volumes: ${error}`);
  step.say(`cannot mount: ${[...problems.values()].join('; ')}`);
  step.update({ sync: { ...step.record.sync!, ops: [], error } });
  return undefined;
}

function giveUp(step: PodStep, unmounted: readonly string[]): undefined {
  const { sync } = step.record;
  step.update({ sync: { ...sync!, ops: [], error: `unmounted volumes=[${unmounted.join(' ')}]: context deadline exceeded` } });
  step.say('gave up waiting for volumes for now');
  return undefined;
}
