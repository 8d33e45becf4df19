/** The pod's sandbox: its network and its address. */
import { hexId } from '../../base/identifiers.ts';
import { nodeOf, setNode } from '../memory.ts';
import { sandboxRefusal } from '../memory-floor.ts';
import { newMachine, stopMachine } from '../machine.ts';
import type { PodStep } from '../pod-step.ts';
import type { Op, Sandbox } from '../record.ts';
import { TIMING } from '../timing.ts';

type SandboxOp = Extract<Op, { op: 'sandbox' }>;
type StopOp = Extract<Op, { op: 'stopSandbox' }>;

export function createSandbox(step: PodStep, op: SandboxOp): Op | undefined {
  if (step.pod.spec.hostUsers === false)
    return noSandbox(step, "can't set `spec.hostUsers: false`, runtime does not support user namespaces", 'the runtime has no user namespaces');
  if (op.at === undefined) {
    if (op.attempt > 0) step.event('Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    return { ...op, at: step.now + TIMING.sandbox };
  }
  const refusal = sandboxRefusal(step.pod, step.record.resize?.allocated);
  if (refusal !== undefined) return noSandbox(step, `rpc error: code = Unknown desc = ${refusal}`, "the containers' memory limits are too low for it");
  const ip = step.pod.spec.hostNetwork ? '' : nextAddress(step);
  const sandbox: Sandbox = { id: hexId(`${step.record.uid}/sandbox/${op.attempt}`), attempt: op.attempt, ip, ready: true };
  step.changeRuntime({ sandbox });
  step.machine = newMachine(step, ip || step.hostIP);
  step.say(`created the pod's sandbox${ip === '' ? " on the node's network" : ` with address ${ip}`}`);
  return undefined;
}

function noSandbox(step: PodStep, message: string, why: string): undefined {
  step.event('Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${message}`);
  step.say(`the pod's sandbox did not start: ${why}`);
  step.update({ sync: { ...step.record.sync!, ops: [], error: message } });
}

export function stopSandbox(step: PodStep, op: StopOp): Op | undefined {
  const { sandbox } = step.record;
  if (!sandbox?.ready) return undefined;
  if (op.at === undefined) return { ...op, at: step.now + TIMING.stopSandbox };
  step.changeRuntime({ sandbox: { ...sandbox, ready: false } });
  stopMachine(step);
  return undefined;
}

/** Addresses of the node's range in turn, as the host-local allocator gives them; it starts over when they run out. */
function nextAddress(step: PodStep): string {
  const { memory } = step;
  const node = nodeOf(memory, step.nodeName);
  const [base = '10.244.0.0', bits = '24'] = (step.node?.spec.podCIDR ?? '').split('/');
  const size = 2 ** (32 - Number(bits)) - 3;
  const first = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  setNode(memory, step.nodeName, { ...node, addresses: node.addresses + 1 });
  const address = first + 2 + (node.addresses % Math.max(1, size));
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
