/** A pod: where it is stuck on its way from being made to being ready. */
import { summarizePod } from '../../../api/kinds/pod/columns.ts';
import type { Pod } from '../../../api/kinds/pod/types.ts';
import type { PodDisruptionBudget } from '../../../api/kinds/pod-disruption-budget/types.ts';
import type { ReplicaSet } from '../../../api/kinds/replica-set/types.ts';
import { matchesLabelSelector } from '../../../api/meta/selector.ts';
import type { View } from '../../../engine/component.ts';
import { kubeletRecord } from '../countdown.ts';
import { podShape } from '../rows.ts';
import { nodeTable } from './node-table.ts';
import { counted, inNamespace } from './situation.ts';
import type { Scene, Situation, Way } from './situation.ts';

export function podSituation(pod: Pod, { simulation, rows }: Scene): Situation {
  const { status: word } = summarizePod(pod);
  const shape = podShape(pod, word);
  const now: string[] = [];
  const unblock: Way[] = [];
  let lastWords: Situation['lastWords'];
  let table: Situation['table'];
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const undo = undoCommand(pod, simulation.view);
  const record = kubeletRecord(simulation, pod);
  if (pod.metadata.deletionTimestamp !== undefined) {
    now.push(`It was asked to end and has ${pod.metadata.deletionGracePeriodSeconds ?? 0} s for it; what still runs then is killed.`);
    if ((pod.metadata.finalizers ?? []).length > 0) now.push(`Its finalizers hold it: ${pod.metadata.finalizers!.join(', ')}.`);
  }
  const unscheduled = pod.status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled && unscheduled.reason !== 'SchedulingGated') {
    now.push(`The scheduler found no node: ${unscheduled.message ?? unscheduled.reason ?? ''}`);
    table = nodeTable(pod, simulation, rows);
    unblock.push(...placeWays(pod, unscheduled.message ?? ''));
  } else if ((pod.spec.schedulingGates ?? []).length > 0) {
    now.push(`No node is looked for: ${pod.spec.schedulingGates!.map(({ name }) => name).join(', ')} gates it.`);
    unblock.push({
      text: 'Somebody takes its gates away:',
      command: `kubectl patch pod ${pod.metadata.name}${inNamespace(pod)} --type=json -p '[{"op":"remove","path":"/spec/schedulingGates"}]'`,
    });
  } else if (pod.spec.nodeName === undefined) now.push('It waits for the scheduler, which takes one pod after the other.');
  for (const { name, state, lastState, restartCount } of statuses) {
    const waiting = state?.waiting;
    const ended = state?.terminated ?? lastState?.terminated;
    if (waiting && /Image/.test(waiting.reason ?? '')) {
      const pull = Object.values(record?.pulls ?? {})[0];
      if (pull) now.push(`${pod.spec.nodeName}'s kubelet waits ${Math.round(pull.delay / 1000)} s between two tries to pull; the wait doubles each time, up to 5 min.`);
      const said = pull?.error ?? waiting.message;
      const image = pod.spec.containers.concat((pod.spec.initContainers ?? []) as never).find((one) => one.name === name)?.image ?? '';
      if (said) now.push(`The registry says of ${image}: ${said.slice(said.lastIndexOf('": ') + 1).replace(/^: /, '')}`);
      now.push(pullCauses(waiting.reason ?? '', said ?? '', image));
      unblock.push({ text: 'An image that exists, or the revision before:', command: undo });
    } else if (waiting?.reason === 'CrashLoopBackOff' || (ended && (ended.exitCode ?? 0) !== 0 && pod.metadata.deletionTimestamp === undefined)) {
      const crash = Object.values(record?.crashes ?? {})[0];
      now.push(
        `Container ${name} ended with exit code ${ended?.exitCode ?? '?'}${ended?.reason ? ` (${ended.reason})` : ''}${exitMeaning(ended?.exitCode, ended?.reason)}${restartCount > 0 ? ` and was restarted ${restartCount === 1 ? 'once' : `${restartCount} times`}` : ''}.`,
      );
      lastWords = { pod: pod.metadata.name, container: name, previous: state?.terminated === undefined && restartCount > 0 };
      if (crash) now.push(`Its kubelet waits ${Math.round(crash.delay / 1000)} s before the next start; the wait doubles each time, up to 5 min.`);
      unblock.push({
        text: `A container that stays up: its log says why it ended.`,
        command: `kubectl logs ${pod.metadata.name}${inNamespace(pod)}${pod.spec.containers.length > 1 ? ` -c ${name}` : ''}${state?.terminated === undefined ? ' --previous' : ''}`,
      });
      if (undo !== undefined) unblock.push({ text: 'The revision before:', command: undo });
    } else if (waiting?.message) {
      now.push(`Container ${name} waits: ${waiting.message}`);
      unblock.push(...configWays(waiting.message, pod));
    }
  }
  const initial = pod.status.initContainerStatuses?.find(({ state }) => state?.running !== undefined);
  if (pod.status.phase === 'Pending' && initial) now.push(`Its init container ${initial.name} runs; the ones after it, and its containers, wait until it has ended.`);
  const readiness = pod.status.conditions?.find(({ type, status }) => type === 'Ready' && status === 'False');
  if (shape === 'starting' && pod.status.phase === 'Running') {
    now.push(
      readiness?.reason === 'ReadinessGatesNotReady'
        ? `Its containers run, but a readiness gate is not true yet: ${readiness.message ?? ''}`
        : 'Its containers run, but it does not count as ready: a readiness probe has not succeeded.',
    );
    if (pod.spec.containers.some(({ readinessProbe }) => readinessProbe)) unblock.push({ text: 'A readiness probe that succeeds, or the revision before:', command: undo });
  }
  now.push(...budgetSentences(pod, simulation.view));
  if (shape === 'ready' && now.length === 0) now.push(`It runs on ${pod.spec.nodeName}, and every container is ready.`);
  return {
    status: word,
    tone: shape === 'ready' || shape === 'done' ? 'good' : shape === 'failing' ? 'bad' : 'waiting',
    now,
    table,
    lastWords,
    unblock: unblock.filter(({ text }, index) => unblock.findIndex((other) => other.text === text) === index),
  };
}

export function undoCommand(pod: Pod, view: View): string | undefined {
  const owner = pod.metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'ReplicaSet');
  const set = owner && view.get<ReplicaSet>('replicasets.apps', pod.metadata.namespace, owner.name);
  const deployment = set?.metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'Deployment');
  if (!deployment) return undefined;
  return `kubectl rollout undo deployment/${deployment.name}${inNamespace(pod)}`;
}

/** What gets a pod a node, by what the scheduler said. */
function placeWays(pod: Pod, message: string): Way[] {
  const ways: Way[] = [];
  const name = pod.metadata.name;
  if (/Insufficient (cpu|memory|ephemeral-storage|\S+)/.test(message)) ways.push({ text: 'Room on a node: smaller requests, fewer pods elsewhere, or another node.' });
  if (/Too many pods/.test(message)) ways.push({ text: 'Fewer pods on a node: each takes only so many.' });
  if (/untolerated taint/.test(message)) ways.push({ text: 'A toleration for that taint in the pod template, or a node without it.', command: 'kubectl describe nodes' });
  if (/unschedulable/.test(message)) ways.push({ text: 'A node that takes pods again: `kubectl uncordon NODE`.' });
  if (/node affinity\/selector|didn't match Pod's node/.test(message)) {
    const [label] = Object.entries(pod.spec.nodeSelector ?? {});
    ways.push(
      label
        ? { text: `A node with the label ${label[0]}=${label[1]}:`, command: `kubectl label node NODE ${label[0]}=${label[1]}` }
        : { text: 'A node that its affinity allows, or a wider affinity.' },
    );
  }
  if (/pod anti-affinity|pod affinity|topology spread/.test(message))
    ways.push({ text: 'A node where its rules about other pods hold: fewer replicas, more nodes, or `preferred` instead of `required` rules.' });
  const claim = /persistentvolumeclaim "([^"]+)"/.exec(message)?.[1];
  if (claim !== undefined) ways.push({ text: 'The claim that it names:', command: `kubectl describe pvc ${claim}${inNamespace(pod)}` });
  else if (/unbound immediate PersistentVolumeClaims/.test(message)) ways.push({ text: 'A volume for its claims:', command: `kubectl get pvc${inNamespace(pod)}` });
  if (ways.length === 0) ways.push({ text: 'A node that its rules allow.', command: `kubectl describe pod ${name}${inNamespace(pod)}` });
  return [...ways, { text: 'The scheduler looks again whenever one of these changes, and every 5 min by itself.' }];
}

/** The usual causes of what a registry said. */
function pullCauses(reason: string, said: string, image: string): string {
  if (reason === 'InvalidImageName') return `Usual causes: a capital letter, a space or two colons in the name. \`${image}\` is none that a registry could have.`;
  if (reason === 'ErrImageNeverPull')
    return 'Its imagePullPolicy is Never, and the node does not have the image: usual causes are a policy that was meant for a local cluster, or an image that was loaded on another node.';
  if (/dial tcp|i\/o timeout|connection refused|no such host|TLS/i.test(said))
    return 'Usual causes: the registry is down, its name is wrong, or the node does not get through to it. Nothing is wrong with the pod: it is tried again by itself.';
  if (/manifest unknown|not found/i.test(said)) return 'Usual causes: a tag that was never pushed or is mistyped, or an image for another architecture.';
  if (/denied|authoriz|unauthorized/i.test(said))
    return 'Usual causes: a name that is mistyped (registries say so of names they do not know, too), a private repository without imagePullSecrets, or a secret for another registry.';
  return 'Usual causes: a mistyped name or tag, a private repository without imagePullSecrets, a registry that is down.';
}

const EXITS: Readonly<Record<number, string>> = {
  1: ', the usual code of a program that gave up',
  2: ', often wrong arguments',
  126: ': the command is there but cannot be run',
  127: ': there is no such command in the image',
  134: ': it aborted (SIGABRT)',
  137: ': it was killed (SIGKILL)',
  139: ': it touched memory that is not its own (SIGSEGV)',
  143: ': it was asked to end (SIGTERM), and did',
};
function exitMeaning(code: number | undefined, reason: string | undefined): string {
  if (reason === 'OOMKilled') return ': it used more memory than its limit allows, and was killed';
  if (code === 0) return ': it did what it was to do, and its restartPolicy starts it again';
  return code === undefined ? '' : (EXITS[code] ?? '');
}

/** `configmap "settings" not found` */
function configWays(message: string, pod: Pod): Way[] {
  const missing = /(configmap|secret) "([^"]+)" not found/.exec(message);
  if (missing)
    return [
      {
        text: `The ${missing[1] === 'secret' ? 'Secret' : 'ConfigMap'} that it names. Its kubelet looks again every few seconds.`,
        command: `kubectl create ${missing[1] === 'secret' ? 'secret generic' : 'configmap'} ${missing[2]!.split('/').at(-1)}${inNamespace(pod)}`,
      },
    ];
  if (/couldn't find key/.test(message)) return [{ text: 'The key that it names, in that ConfigMap or Secret.' }];
  return [];
}

/** Budgets that keep it from being evicted: what `kubectl drain` waits for. */
function budgetSentences(pod: Pod, view: View): string[] {
  if (pod.metadata.deletionTimestamp !== undefined || pod.spec.nodeName === undefined || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return [];
  return view
    .list<PodDisruptionBudget>('poddisruptionbudgets.policy', pod.metadata.namespace)
    .filter(({ spec, status }) => status.disruptionsAllowed === 0 && status.expectedPods > 0 && matchesLabelSelector(spec.selector, pod.metadata.labels))
    .map(
      ({ metadata, status }) =>
        `PodDisruptionBudget ${metadata.name} lets nobody evict it now: ${counted(status.currentHealthy, 'pod is', 'pods are')} healthy and ${status.desiredHealthy} have to be. A drain waits, trying every 5 s; deleting it is not held back.`,
    );
}
