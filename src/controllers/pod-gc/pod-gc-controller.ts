/** Ends pods that no kubelet will ever end (upstream: pkg/controller/podgc/gc_controller.go). Keys are names of nodes. */
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod, PodCondition } from '../../api/kinds/pod/types.ts';
import type { Change, Component, Context, Outcome, View } from '../../engine/component.ts';
import { setCondition } from '../common/conditions.ts';
import { podsOnNode } from '../common/lookups.ts';
import { isPodTerminal } from '../common/pods.ts';
import { count } from '../common/words.ts';
import { isNodeReady } from '../node-lifecycle/zones.ts';

/** Milliseconds between two passes over all pods, and for which a node has to be missing. */
const PERIOD = 20_000;
const QUARANTINE = 40_000;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

// Upstream also deletes finished pods beyond 12,500, which no cluster here comes to; and unscheduled pods that are terminating, which the
// API server deletes at once.
export const podGcController: Component = {
  name: 'pod-garbage-collector-controller',
  priority: 27,
  watches: [
    { resource: 'nodes', keys: ({ type, object }) => (type === 'DELETED' || isOutOfService(object as Node) ? [object.metadata.name] : []) },
    { resource: 'pods', keys: (change, view) => (concerns(change, view) ? [(change.object as Pod).spec.nodeName!] : []) },
  ],
  reconcile,
};

const isOutOfService = (node: Node): boolean => !isNodeReady(node) && (node.spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false);

function concerns({ type, object, before }: Change, view: View): boolean {
  const pod = object as Pod;
  const was = before as Pod | undefined;
  if (type === 'DELETED' || !pod.spec.nodeName) return false;
  if (pod.spec.nodeName === was?.spec.nodeName && pod.metadata.deletionTimestamp === was.metadata.deletionTimestamp) return false;
  const node = view.get<Node>('nodes', undefined, pod.spec.nodeName);
  return node ? pod.metadata.deletionTimestamp !== undefined && isOutOfService(node) : true;
}

/** Milliseconds until the next pass. */
const nextPass = (now: number): number => PERIOD - (now % PERIOD);

function reconcile(context: Context, name: string): Outcome {
  const node = context.get<Node>('nodes', undefined, name);
  const pods = podsOnNode(context, name);
  if (!node) return pods.length === 0 ? { decision: `Node ${name} is gone, and so are its pods.`, idle: true } : endOrphans(context, name, pods);
  context.memory.delete(name);
  const terminating = isOutOfService(node) ? pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined) : [];
  if (terminating.length === 0) return { decision: `Node ${name} is there: its pods are its kubelet's.`, idle: true };
  for (const pod of terminating) end(context, pod);
  return {
    decision: `Node ${name} is out of service and not ready: ${count(terminating.length, 'terminating pod')} of it ${terminating.length === 1 ? 'is' : 'are'} ended without its kubelet.`,
  };
}

function endOrphans(context: Context, name: string, pods: readonly Pod[]): Outcome {
  const due = context.memory.get<number>(name) ?? context.now + nextPass(context.now) + QUARANTINE;
  if (context.now < due) {
    context.memory.set(name, due);
    return {
      decision: `${count(pods.length, 'pod')} ${pods.length === 1 ? 'is' : 'are'} on node ${name}, which does not exist: ${pods.length === 1 ? 'it has' : 'they have'} ${Math.round((due - context.now) / 1000)} s, should it come yet.`,
      idle: true,
      again: { after: due - context.now },
    };
  }
  context.memory.delete(name);
  for (const pod of pods) {
    end(context, pod, {
      type: 'DisruptionTarget',
      ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: context.timestamp,
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
    });
  }
  return {
    decision: `Node ${name} does not exist, and has not for ${QUARANTINE / 1000} s: ${count(pods.length, 'pod')} that ${pods.length === 1 ? 'was' : 'were'} on it ${pods.length === 1 ? 'is' : 'are'} deleted.`,
  };
}

/** Marks a pod as failed and deletes it at once. */
function end(context: Context, pod: Pod, condition?: PodCondition): void {
  const { namespace, name, generation } = pod.metadata;
  if (!isPodTerminal(pod) || condition) {
    context.modify<Pod>('pods', namespace, name, (current) => ({
      ...current,
      status: {
        ...current.status,
        ...(generation !== undefined && { observedGeneration: generation }),
        ...(!isPodTerminal(current) && { phase: 'Failed' as const }),
        ...(condition && { conditions: setCondition(current.status.conditions, condition) }),
      },
    }));
  }
  context.delete('pods', namespace, name, { gracePeriodSeconds: 0 });
}
