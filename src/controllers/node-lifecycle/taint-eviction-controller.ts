/** Deletes pods that do not tolerate a `NoExecute` taint of their node, or no longer (upstream: pkg/controller/tainteviction/taint_eviction.go). */
import type { Node, Taint } from '../../api/kinds/node/types.ts';
import type { Toleration } from '../../api/kinds/pod/affinity-types.ts';
import type { Pod, PodCondition } from '../../api/kinds/pod/types.ts';
import { objectKey, type Change, type Component, type Context, type Outcome, type View } from '../../engine/component.ts';
import { setCondition } from '../common/conditions.ts';
import { podsOnNode } from '../common/lookups.ts';
import { tolerates } from '../../api/kinds/pod/node-fit.ts';
import { splitKey } from '../common/owner.ts';
import { count, list, sentences } from '../common/words.ts';
import { noExecuteTaints } from './taints.ts';

const NAME = 'taint-eviction-controller';

export const taintEvictionController: Component = {
  name: NAME,
  priority: 26,
  watches: [
    { resource: 'nodes', keys: (change) => (taintsChanged(change) ? [change.key] : []) },
    { resource: 'pods', keys: (change, view) => (placed(change) && concerns(view, change.object as Pod) ? [change.key] : []) },
  ],
  reconcile: (context, key) => (splitKey(key).resource === 'nodes' ? reconcileNode(context, splitKey(key).name) : reconcilePod(context, key)),
};

function taintsChanged({ object, before }: Change): boolean {
  const [now, was] = [noExecuteTaints(object as Node), noExecuteTaints(before as Node | undefined)];
  return now.length !== was.length || now.some(({ key, value }, i) => key !== was[i]!.key || value !== was[i]!.value);
}

function placed({ type, object, before }: Change): boolean {
  const [pod, was] = [object as Pod, before as Pod | undefined];
  return type !== 'MODIFIED' || pod.spec.nodeName !== was?.spec.nodeName || pod.spec.tolerations !== was?.spec.tolerations;
}

const deadlineKey = (namespace: string, name: string) => `leaves/${namespace}/${name}`;

const concerns = (view: View, { metadata, spec }: Pod): boolean =>
  spec.nodeName !== undefined &&
  (view.memoryOf(NAME).get(deadlineKey(metadata.namespace!, metadata.name)) !== undefined || noExecuteTaints(view.get<Node>('nodes', undefined, spec.nodeName)).length > 0);

/** When a pod was told to go, and when it will be. */
interface Deadline {
  readonly uid: string;
  readonly at: number;
}

function reconcileNode(context: Context, name: string): Outcome {
  const taints = noExecuteTaints(context.get<Node>('nodes', undefined, name));
  const pods = podsOnNode(context, name);
  const said = pods.map((pod) => judge(context, pod, taints));
  const number = (verdict: Verdict['verdict']) => said.filter((s) => s.verdict === verdict).length;
  return {
    decision: sentences([
      taints.length === 0 ? `Node ${name} sends no pod away` : `Node ${name} is ${list(taints.map(({ key }) => key))}`,
      number('stays') > 0 && taints.length > 0 ? `${count(number('stays'), 'pod')} may stay` : '',
      number('waits') > 0 ? `${count(number('waits'), 'pod')} will have to go, the first in ${Math.round(Math.min(...said.map(({ left = Infinity }) => left)) / 1000)} s` : '',
      number('goes') > 0 ? `${count(number('goes'), 'pod')} had to go at once` : '',
      number('spared') > 0 ? `${count(number('spared'), 'pod')} need not go after all` : '',
    ]),
    idle: true,
  };
}

function reconcilePod(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const pod = context.get<Pod>('pods', namespace, name);
  const deadline = context.memory.get<Deadline>(deadlineKey(namespace, name));
  if (!pod || (deadline && deadline.uid !== pod.metadata.uid)) {
    if (deadline) cancel(context, namespace, name);
    if (!pod) return { decision: `Pod ${name} is gone.`, idle: true };
  } else if (deadline && deadline.at <= context.now) {
    evict(context, pod);
    return { decision: `Pod ${name} has tolerated the taint of ${pod.spec.nodeName} for as long as it does: it is deleted.` };
  }
  const { why, left } = judge(context, pod, noExecuteTaints(context.get<Node>('nodes', undefined, pod.spec.nodeName ?? '')));
  return { decision: `Pod ${name} ${why}.`, idle: true, ...(left !== undefined && { again: { after: left } }) };
}

interface Verdict {
  readonly verdict: 'stays' | 'waits' | 'goes' | 'spared';
  readonly why: string;
  /** Milliseconds. */
  readonly left?: number;
}

function judge(context: Context, pod: Pod, taints: readonly Taint[]): Verdict {
  const { namespace, name, uid } = pod.metadata;
  const deadline = context.memory.get<Deadline>(deadlineKey(namespace!, name));
  const spared = (): Verdict['verdict'] => {
    if (deadline) cancel(context, namespace!, name);
    return deadline ? 'spared' : 'stays';
  };
  if (taints.length === 0) return { verdict: spared(), why: 'may stay: its node has no such taint' };
  const used = tolerationsFor(taints, pod.spec.tolerations);
  if (!used) {
    spared();
    evict(context, pod);
    return { verdict: 'goes', why: 'does not tolerate the taints of its node: it is deleted' };
  }
  const seconds = shortest(used);
  if (seconds === undefined) return { verdict: spared(), why: 'tolerates the taints of its node for ever' };
  // A deadline that is set stands, even where the taints change.
  const at = deadline?.at ?? context.now + Math.max(0, seconds) * 1000;
  if (!deadline) {
    context.memory.set(deadlineKey(namespace!, name), { uid, at } satisfies Deadline);
    context.wake(objectKey('pods', namespace, name), at - context.now);
  }
  return { verdict: 'waits', why: `tolerates the taints of its node for ${seconds} s: ${Math.ceil((at - context.now) / 1000)} s are left`, left: at - context.now };
}

/** For each taint the first toleration that bears it; `undefined` where one has none. */
function tolerationsFor(taints: readonly Taint[], tolerations: readonly Toleration[] = []): Toleration[] | undefined {
  const used = taints.map((taint) => tolerations.find((toleration) => tolerates(toleration, taint)));
  return used.every((toleration) => toleration !== undefined) ? (used as Toleration[]) : undefined;
}

/** Seconds; `undefined`: for ever. */
function shortest(used: readonly Toleration[]): number | undefined {
  const limits = used.map(({ tolerationSeconds }) => tolerationSeconds).filter((seconds) => seconds !== undefined);
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

function evict(context: Context, pod: Pod): void {
  const { namespace, name } = pod.metadata;
  context.memory.delete(deadlineKey(namespace!, name));
  context.event(reference(namespace!, name), 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${namespace}/${name}`);
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: context.timestamp,
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  };
  context.modify<Pod>('pods', namespace, name, (current) => ({ ...current, status: { ...current.status, conditions: setCondition(current.status.conditions, condition) } }));
  context.delete('pods', namespace, name);
}

function cancel(context: Context, namespace: string, name: string): void {
  context.memory.delete(deadlineKey(namespace, name));
  context.event(reference(namespace, name), 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${namespace}/${name}`);
}

/** Upstream's Events here do not say which pod of the name they mean. */
const reference = (namespace: string, name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } }) as Pod;
