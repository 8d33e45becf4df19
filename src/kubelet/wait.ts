/** What a kubelet waits for where a step changed nothing. */
import type { PodStep } from './pod-step.ts';
import { probeDue } from './probe/workers.ts';
import type { Kill, Op } from './record.ts';
import { opDue, syncStart } from './worker.ts';

export function describeWait(step: PodStep, next: number | undefined): string {
  const { record } = step;
  if (record.work === 'finished') return 'the pod is over';
  const op = record.sync?.ops[0];
  if (op) return describeOp(step, op);
  const failing = Object.entries(record.reasons)
    .map(([name, { reason }]) => `container ${name}: ${reason}`)
    .join(', ');
  if (next === undefined) return failing === '' ? 'nothing to do until something changes' : `nothing to do until something changes (${failing})`;
  const left = seconds(next - step.now);
  if (next === record.requeueAt) return `syncs the pod again in ${left}${failing === '' ? '' : ` (${failing})`}`;
  if (next === syncStart(record)) return `syncs the pod once it has looked at its containers again, in ${left}`;
  if (next === record.relistAt) return `looks at the pod's containers again in ${left}`;
  if (next === record.deadlineAt) return `ends the pod in ${left}, when it has been active for ${step.stored?.spec.activeDeadlineSeconds} s`;
  if (next === record.refreshAt) return `brings mounted files up to date in ${left}`;
  if (next === probeDue(record)) return `asks the ${probesDueAt(step, next).join(' and the ')} again in ${left}`;
  return `a process of the pod goes on in ${left}`;
}

function describeOp(step: PodStep, op: Op): string {
  const left = seconds((opDue(step.record) ?? step.now) - step.now);
  switch (op.op) {
    case 'mount':
      return op.failures && !op.done ? `volumes are not mounted; tries again in ${left}` : `mounts the pod's volumes, which takes ${left}`;
    case 'sandbox':
      return `sets up the pod's sandbox and network, which takes ${left}`;
    case 'stopSandbox':
      return `takes the pod's network down, which takes ${left} more`;
    case 'unmount':
      return `unmounts the pod's volumes, which takes ${left}`;
    case 'start':
      if (op.stage === 'pull') return `pulls image ${op.image} for ${left} more`;
      if (op.stage === 'postStart') return `waits for the postStart hook of container ${op.container}`;
      return `${op.stage === 'create' ? 'creates' : op.stage === 'killed' ? 'stops' : 'starts'} container ${op.container}, which takes ${left} more`;
    case 'kill':
      return op.kill ? describeKill(step, op.kill) : `stops container ${op.container}`;
    case 'killPod':
      return (op.kills ?? [])
        .filter((kill) => kill.stage !== 'done')
        .map((kill) => describeKill(step, kill))
        .join('; ');
    case 'actions':
    case 'resize':
      return 'compares containers and spec';
  }
}

function describeKill(step: PodStep, { container, stage, deadline }: Kill): string {
  const left = seconds(Math.max(0, deadline - step.now));
  switch (stage) {
    case 'preStop':
      return `waits for the preStop hook of container ${container}, ${left} at most`;
    case 'turn':
      return `leaves sidecar ${container} running until the others have ended, ${left} at most`;
    case 'kill':
      return `waits for the end of container ${container}, which it killed`;
    default:
      return `waits for container ${container} to end; kills it in ${left}`;
  }
}

const probesDueAt = (step: PodStep, at: number): string[] =>
  Object.entries(step.record.probes)
    .filter(([, w]) => (w.running ? w.running.until : w.nextAt) === at && !w.parked)
    .map(([name]) => `${name.slice(name.lastIndexOf('/') + 1)} probe of container ${name.slice(0, name.lastIndexOf('/'))}`);

/** Tenths where they matter. */
const seconds = (ms: number): string => `${ms < 10_000 ? Number((ms / 1000).toFixed(ms < 100 ? 2 : 1)) : Math.round(ms / 1000)} s`;
