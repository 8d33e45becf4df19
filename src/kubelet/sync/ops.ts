/** The pieces of work that a sync consists of; each does what it can now and says when it goes on. */
import { computePodActions } from '../pod/actions.ts';
import type { PodStep } from '../pod-step.ts';
import { missingPullSecrets } from '../pull-credentials.ts';
import { startProbes } from '../probe/workers.ts';
import type { Op } from '../record.ts';
import { TIMING } from '../timing.ts';
import { unmountVolumes } from '../volumes/mount.ts';
import { killOne, killPod } from './kill.ts';
import { mount } from './mount.ts';
import { applyResize, resizeActions } from './resize.ts';
import { createSandbox, stopSandbox } from './sandbox.ts';
import { startContainer } from './start-container.ts';

/** Gives the operation as it goes on, or `undefined` when it is over. May replace the sync's further operations. */
export function runOp(step: PodStep, op: Op): Op | undefined {
  switch (op.op) {
    case 'mount':
      return mount(step, op);
    case 'actions':
      return decide(step);
    case 'killPod':
      return killPod(step, op);
    case 'kill':
      return killOne(step, op);
    case 'sandbox':
      return createSandbox(step, op);
    case 'stopSandbox':
      return stopSandbox(step, op);
    case 'start':
      return startContainer(step, op);
    case 'resize':
      return applyResize(step, op.containers);
    case 'unmount': {
      if (op.at === undefined) return { ...op, at: step.now + TIMING.unmount };
      unmountVolumes(step);
      return undefined;
    }
  }
}

/** Upstream: kubeGenericRuntimeManager.SyncPod, which follows computePodActions. */
function decide(step: PodStep): undefined {
  const { record, pod } = step;
  startProbes(step);
  const missing = missingPullSecrets(step.context, pod);
  if (missing.length > 0)
    step.event('Warning', 'FailedToRetrieveImagePullSecret', `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`);
  const actions = computePodActions(pod, step.record, record.sync!.observed);
  const resize = resizeActions(step);
  const start = (type: 'init' | 'regular' | 'ephemeral', names: readonly string[]): Op[] => names.map((container) => ({ op: 'start', container, type, stage: 'begin' }));
  const ops: Op[] = [
    ...(actions.killPod && record.sandbox?.ready ? [{ op: 'killPod' as const }, { op: 'stopSandbox' as const }] : []),
    ...[...actions.kill, ...resize.restart].map((kill) => ({ op: 'kill' as const, ...kill })),
    ...(actions.createSandbox !== undefined ? [{ op: 'sandbox' as const, attempt: actions.createSandbox }] : []),
    ...start('ephemeral', actions.startEphemeral),
    ...start('init', actions.startInit),
    ...(resize.update.length > 0 ? [{ op: 'resize' as const, containers: resize.update }] : []),
    ...start('regular', [...actions.start, ...resize.restart.map((kill) => kill.container)]),
  ];
  step.update({ sync: { ...step.record.sync!, ops } });
  if (ops.length === 0) step.saw.push('containers and spec agree');
  return undefined;
}
