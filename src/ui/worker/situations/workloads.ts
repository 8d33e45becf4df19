/** Jobs, CronJobs, DaemonSets and StatefulSets: what they have, what they lack, and what holds the next pod back. */
import type { CronJob } from '../../../api/kinds/cron-job/types.ts';
import type { DaemonSet } from '../../../api/kinds/daemon-set/types.ts';
import type { Job } from '../../../api/kinds/job/types.ts';
import type { Node } from '../../../api/kinds/node/types.ts';
import type { Pod } from '../../../api/kinds/pod/types.ts';
import type { StatefulSet } from '../../../api/kinds/stateful-set/types.ts';
import type { KubeObject } from '../../../api/meta/types.ts';
import { parseSchedule } from '../../../controllers/cron-job/schedule.ts';
import { daemonTolerations, fitsNode } from '../../../controllers/daemon-set/daemon-pods.ts';
import { summarizePod } from '../../../api/kinds/pod/columns.ts';
import type { View } from '../../../engine/component.ts';
import { podShape } from '../rows.ts';
import { counted, inNamespace, listed } from './situation.ts';
import type { Scene, Situation, Way } from './situation.ts';

const podsOf = ({ metadata }: KubeObject, view: View): Pod[] =>
  view.list<Pod>('pods', metadata.namespace).filter((pod) => pod.metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === metadata.uid));
const shapeOf = (pod: Pod) => podShape(pod, summarizePod(pod).status);

/** What the first pod that does not get ready says, as if it were asked itself. */
function firstStuck(pods: readonly Pod[], scene: Scene): { readonly pod: Pod; readonly situation: Situation } | undefined {
  const pod = pods.find((one) => shapeOf(one) === 'failing');
  return pod && { pod, situation: scene.of(`pods/${pod.metadata.namespace}/${pod.metadata.name}`, pod) };
}

export function jobSituation(job: Job, scene: Scene): Situation {
  const { spec, status } = job;
  const now: string[] = [];
  const unblock: Way[] = [];
  const name = `${job.metadata.name}${inNamespace(job)}`;
  const wanted = spec.completions;
  const failed = status.failed ?? 0;
  const condition = (type: string) => status.conditions?.find((one) => one.type === type && one.status === 'True');
  const bad = condition('Failed');
  const done = condition('Complete');
  now.push(
    `${status.succeeded ?? 0}${wanted === undefined ? '' : ` of ${wanted}`} completed, ${status.active ?? 0} running (up to ${spec.parallelism ?? 1} at once), ${counted(failed, 'pod has', 'pods have')} failed of the ${spec.backoffLimit} that backoffLimit forgives.`,
  );
  if (bad) {
    now.push(`It has failed for good: ${bad.message ?? bad.reason ?? ''} No more pod comes.`);
    unblock.push({ text: 'A Job is not started again: delete it and apply it anew, once its pods would succeed.', command: `kubectl delete job ${name}` });
  } else if (spec.suspend) {
    now.push('It is suspended: its pods were taken away, and none comes.');
    unblock.push({ text: 'It goes on when it is no longer suspended:', command: `kubectl patch job ${name} --type=merge -p '{"spec":{"suspend":false}}'` });
  } else if (!done && failed > 0 && failed <= spec.backoffLimit) now.push(`After a failure it waits before the next pod: 10 s, doubling each time, up to 10 min.`);
  const pods = podsOf(job, scene.simulation.view);
  const stuck = pods.find((pod) => pod.status.phase === 'Failed') ?? pods.find((pod) => shapeOf(pod) === 'failing');
  if (stuck && !done) {
    const answer = scene.of(`pods/${stuck.metadata.namespace}/${stuck.metadata.name}`, stuck);
    now.push(...answer.now.slice(0, 2).map((sentence) => `${stuck.metadata.name}: ${sentence}`));
    unblock.push({ text: 'Its log says why it ended.', command: `kubectl logs job/${name}` });
    return { ...state(), lastWords: answer.lastWords, now, unblock };
  }
  return { ...state(), now, unblock };

  function state(): Pick<Situation, 'status' | 'tone'> {
    if (done) return { status: 'complete', tone: 'good' };
    if (bad) return { status: bad.reason ?? 'failed', tone: 'bad' };
    return { status: spec.suspend ? 'suspended' : 'running', tone: failed > 0 ? 'bad' : 'waiting' };
  }
}

export function cronJobSituation(cron: CronJob, { simulation }: Scene): Situation {
  const { spec, status } = cron;
  const name = `${cron.metadata.name}${inNamespace(cron)}`;
  const active = status.active ?? [];
  const next = spec.suspend ? undefined : parseSchedule(spec.schedule, spec.timeZone)?.next(simulation.state.now);
  const now = [
    status.lastScheduleTime === undefined
      ? 'It has not run yet.'
      : `It was last due at ${status.lastScheduleTime}${status.lastSuccessfulTime === undefined ? ', and no run has succeeded yet' : `; the last success was at ${status.lastSuccessfulTime}`}.`,
    ...(active.length > 0
      ? [
          `${listed(active.map((one) => one.name ?? ''))} ${active.length === 1 ? 'runs' : 'run'} still. ${{ Forbid: 'concurrencyPolicy Forbid: while one runs, the next is skipped.', Replace: 'concurrencyPolicy Replace: the next one ends it.', Allow: 'concurrencyPolicy Allow: the next one runs beside it.' }[spec.concurrencyPolicy]}`,
        ]
      : []),
    ...(spec.suspend ? ['It is suspended: what would be due is not run, and is not made up for beyond its startingDeadlineSeconds.'] : []),
  ];
  return {
    status: spec.suspend ? 'suspended' : active.length > 0 ? counted(active.length, 'run') : 'waits for its time',
    tone: spec.suspend ? 'waiting' : 'good',
    now,
    unblock: [
      ...(spec.suspend ? [{ text: 'It goes on when it is no longer suspended:', command: `kubectl patch cronjob ${name} --type=merge -p '{"spec":{"suspend":false}}'` }] : []),
      { text: 'A run at once, without waiting for its time:', command: `kubectl create job ${cron.metadata.name}-now${inNamespace(cron)} --from=cronjob/${cron.metadata.name}` },
    ],
    ...(next !== undefined && { countdown: { what: 'runs', until: next } }),
  };
}

export function daemonSetSituation(set: DaemonSet, scene: Scene): Situation {
  const { status, spec } = set;
  const { view } = scene.simulation;
  const wanted = status.desiredNumberScheduled ?? 0;
  const ready = status.numberReady ?? 0;
  const nodes = view.list<Node>('nodes');
  const now = [
    `${counted(wanted, 'node is', 'nodes are')} to run it, of ${nodes.length}; on ${ready} it is ready, on ${status.updatedNumberScheduled ?? 0} of the current template.`,
  ];
  const unblock: Way[] = [];
  const tolerations = daemonTolerations(spec.template.spec);
  const left = nodes.filter((node) => !fitsNode(set, node, tolerations).run);
  if (left.length > 0) {
    const selector = Object.entries(spec.template.spec.nodeSelector ?? {});
    const why = (node: Node): string => {
      const missing = selector.filter(([key, value]) => node.metadata.labels?.[key] !== value);
      return missing.length > 0
        ? `has not the label ${missing.map(([key, value]) => `${key}=${value}`).join(',')}`
        : node.spec.taints?.length
          ? `has the taint ${node.spec.taints.map(({ key, effect }) => `${key}:${effect}`).join(', ')}`
          : 'is not one that its affinity allows';
    };
    const groups = new Map<string, Node[]>();
    for (const node of left) groups.set(why(node), [...(groups.get(why(node)) ?? []), node]);
    for (const [reason, group] of groups) now.push(`It leaves out ${listed(group.map(({ metadata }) => metadata.name))}: ${group.length === 1 ? 'the node' : 'each'} ${reason}.`);
    const [label] = selector;
    if (label) unblock.push({ text: 'A node with that label:', command: `kubectl label node ${left[0]!.metadata.name} ${label[0]}=${label[1]}` });
  }
  if (spec.updateStrategy.type === 'OnDelete' && (status.updatedNumberScheduled ?? 0) < wanted)
    now.push('updateStrategy OnDelete: pods of the old template stay until somebody deletes them.');
  const stuck = firstStuck(podsOf(set, view), scene);
  if (stuck) {
    now.push(...stuck.situation.now.slice(0, 3).map((sentence) => `${stuck.pod.metadata.name}: ${sentence}`));
    unblock.push(...stuck.situation.unblock);
  }
  return { status: `${ready} of ${wanted} ready`, tone: stuck ? 'bad' : ready >= wanted && wanted > 0 ? 'good' : 'waiting', now, unblock };
}

export function statefulSetSituation(set: StatefulSet, scene: Scene): Situation {
  const { spec, status } = set;
  const ready = status.readyReplicas ?? 0;
  const updated = status.updatedReplicas ?? 0;
  const name = set.metadata.name;
  const now = [`${ready} of ${spec.replicas} ready, ${updated} of the current template.`];
  const unblock: Way[] = [];
  const pods = podsOf(set, scene.simulation.view);
  const ordinal = (pod: Pod) => Number(pod.metadata.name.slice(name.length + 1));
  const waiting = pods.filter((pod) => shapeOf(pod) !== 'ready').sort((a, b) => ordinal(a) - ordinal(b))[0];
  const ordered = spec.podManagementPolicy === 'OrderedReady';
  if (waiting && ordered) {
    now.push(`One at a time: no other pod comes, goes or is replaced before ${waiting.metadata.name} is ready (podManagementPolicy OrderedReady).`);
  }
  const partition = spec.updateStrategy.rollingUpdate?.partition ?? 0;
  if (partition > 0 && updated < spec.replicas) now.push(`partition ${partition}: ordinals below it keep the old template.`);
  if (spec.updateStrategy.type === 'OnDelete' && updated < spec.replicas) now.push('updateStrategy OnDelete: pods of the old template stay until somebody deletes them.');
  const stuck = firstStuck(pods, scene);
  if (stuck) {
    now.push(...stuck.situation.now.slice(0, 3).map((sentence) => `${stuck.pod.metadata.name}: ${sentence}`));
    unblock.push(...stuck.situation.unblock);
    if (ordered)
      unblock.push({
        text: `A better template does not replace a pod that never got ready: it has to be deleted by hand after the change.`,
        command: `kubectl delete pod ${stuck.pod.metadata.name}${inNamespace(set)}`,
      });
  }
  return { status: `${ready} of ${spec.replicas} ready`, tone: stuck ? 'bad' : ready >= spec.replicas && updated >= spec.replicas ? 'good' : 'waiting', now, unblock };
}
