/** What the stage says about a rollout, with its numbers (upstream rules: pkg/controller/deployment/rolling.go, recreate.go). */
import { count } from './facts.ts';
import type { RolloutFacts } from './facts.ts';

export type Tone = 'good' | 'bad' | 'plain';

/** `4 replicas · 3 available · revision 3 does not progress` */
export function headline(facts: RolloutFacts): { readonly headline: string; readonly tone: Tone } {
  const { row } = facts;
  const state = rolloutState(facts);
  return { headline: `Deployment · ${count(row.replicas, 'replica')} · ${facts.available} available · ${state.text}`, tone: state.tone };
}

function rolloutState(facts: RolloutFacts): { readonly text: string; readonly tone: Tone } {
  const { row } = facts;
  if (row.deleting) return { text: 'being deleted', tone: 'plain' };
  if (row.paused) return { text: 'paused', tone: 'plain' };
  if (!row.observed) return { text: 'a change waits for the controller', tone: 'plain' };
  if (!facts.hasCurrent) return { text: 'no ReplicaSet of this template yet', tone: 'plain' };
  if (row.progressing?.reason === 'ProgressDeadlineExceeded') return { text: `revision ${row.revision} exceeded its progress deadline`, tone: 'bad' };
  if (isComplete(facts)) return { text: `revision ${row.revision} is rolled out`, tone: 'good' };
  if (stalls(facts)) return { text: `revision ${row.revision} does not progress${facts.newRefused > 0 ? `: ${refused(facts)}` : ''}`, tone: 'bad' };
  if (facts.newFailing.length > 0) return { text: `revision ${row.revision} is rolling out: ${mixed(facts)}`, tone: 'plain' };
  if (facts.oldPods === 0 && facts.oldGoing === 0 && facts.newDesired === row.replicas) return { text: `revision ${row.revision} is coming up`, tone: 'plain' };
  return { text: `revision ${row.revision} is rolling out`, tone: 'plain' };
}

export function isComplete(facts: RolloutFacts): boolean {
  return facts.hasCurrent && facts.oldPods === 0 && facts.newPods === facts.row.replicas && facts.newAvailable === facts.row.replicas;
}

/**
 * Whether nothing can get further by itself: new pods fail or are refused, none starts or ripens, none of the old is on its way out, and
 * neither limit lets a pod come or go.
 */
export function stalls(facts: RolloutFacts): boolean {
  const { row, newFailing, newStarting, newRipening, oldGoing, oldPods, available, floor, pods, ceiling, newPods } = facts;
  if (newFailing.length === 0 || newStarting + newRipening + oldGoing > 0) return false;
  return row.strategy === 'Recreate' || !((oldPods > 0 && available > floor) || (pods < ceiling && newPods < row.replicas));
}

const refused = ({ newRefused, newNoRoom }: RolloutFacts) => `${newRefused} ${newRefused === 1 ? 'has' : 'have'} no ${newNoRoom === newRefused ? 'room' : 'node'}`;

/** `45 have no room, 3 fail, 12 start` */
function mixed(facts: RolloutFacts): string {
  const { newRefused, newFailing, newStarting, newRipening, oldGoing } = facts;
  const failing = newFailing.length - newRefused;
  return [
    ...(newRefused > 0 ? [refused(facts)] : []),
    ...(failing > 0 ? [`${failing} ${failing === 1 ? 'fails' : 'fail'}`] : []),
    ...(newStarting > 0 ? [`${newStarting} ${newStarting === 1 ? 'starts' : 'start'}`] : []),
    ...(newRipening > 0 ? [`${newRipening} ready but not yet available`] : []),
    ...(oldGoing > 0 ? [`${count(oldGoing, 'old pod')} ${oldGoing === 1 ? 'ends' : 'end'}`] : []),
  ].join(', ');
}

/** Which inequality lets the next pod come or go, or blocks it. */
export function blockSentence(facts: RolloutFacts): string {
  const { row, floor, ceiling, available, pods } = facts;
  if (row.deleting) return 'The garbage collector takes its ReplicaSets and pods away.';
  if (row.replicas === 0 && pods === 0) return 'Scaled to 0: it wants no pods.';
  if (row.paused) return 'Paused: changes of the template start no rollout until it is resumed. Scaling still works.';
  if (!row.observed) return 'The Deployment controller has not looked at the last change yet. Step to see what it does.';
  if (isComplete(facts)) {
    return `All ${count(row.replicas, 'pod')} of revision ${row.revision} ${row.replicas === 1 ? 'is' : 'are'} available: nothing is left to do.${facts.oldGoing > 0 ? ` ${count(facts.oldGoing, 'old pod')} still ${facts.oldGoing === 1 ? 'has' : 'have'} time to end.` : ''}`;
  }
  const waitsFor = reason(facts);
  if (row.strategy === 'Recreate') {
    if (facts.oldPods > 0 || facts.oldGoing > 0) return `Recreate: no new pod comes before the last of ${facts.oldPods + facts.oldGoing} old pods is gone.`;
    return `Recreate: all old pods are gone, ${facts.newAvailable} of ${row.replicas} new ones are available.${waitsFor}`;
  }
  if (facts.oldPods === 0 && facts.newPods >= row.replicas) return `No old pods are left; ${facts.newAvailable} of ${row.replicas} are available.${waitsFor}`;
  return `${goSentence(available, floor, facts.oldPods, facts.oldFailing.length)} ${comeSentence(pods, ceiling, row.replicas, facts.newPods)}${waitsFor}`;
}

function goSentence(available: number, floor: number, oldPods: number, oldFailing: number): string {
  if (oldPods === 0) return 'No old pod is left.';
  if (available > floor) return `${count(available - floor, 'pod')} may go: ${available} available − ${available - floor} = floor ${floor}.`;
  const broken = oldFailing > 0 ? ` ${count(oldFailing, 'broken old pod')} may go at any time.` : '';
  return `No available pod may go: ${available} available − 1 < floor ${floor}.${broken}`;
}

function comeSentence(pods: number, ceiling: number, replicas: number, newPods: number): string {
  if (newPods >= replicas) return 'No more new pods are needed.';
  if (pods >= ceiling) return `No pod may come: ${count(pods, 'pod')} = ceiling ${ceiling}.`;
  return `${count(Math.min(ceiling - pods, replicas - newPods), 'pod')} may come: ${pods} < ceiling ${ceiling}.`;
}

/** What the new pods wait for, if they fail. */
function reason(facts: RolloutFacts): string {
  const words = new Set(facts.newFailing);
  if (words.size === 0) return '';
  if (words.has('ImagePullBackOff') || words.has('ErrImagePull') || words.has('InvalidImageName')) return ' It waits for the image, or for you.';
  if (words.has('CrashLoopBackOff') || words.has('Error')) return ' The new containers end as soon as they start: it waits for a fix.';
  if (facts.newRefused > 0) return room(facts);
  return ` New pods say ${[...words].join(', ')}.`;
}

/** How many new pods no node takes, how many get on all the same, and what the others wait for. */
function room(facts: RolloutFacts): string {
  const { row, newRefused, newNoRoom, newStarting, newRipening, newAvailable, oldGoing, oldPods, available, floor } = facts;
  const full = newNoRoom === newRefused;
  const told = ` Of ${count(facts.newPods, 'new pod')} ${newRefused} ${newRefused === 1 ? 'has' : 'have'} no node${full ? ', for want of room' : newNoRoom > 0 ? `, ${newNoRoom} for want of room` : ''}; ${newStarting + newRipening > 0 ? `${newStarting + newRipening} still ${newStarting + newRipening === 1 ? 'starts' : 'start'}, ` : ''}${newAvailable} ${newAvailable === 1 ? 'is' : 'are'} available.`;
  const mayGo = row.strategy !== 'Recreate' && oldPods > 0 ? Math.min(oldPods, available - floor) : 0;
  if (oldGoing > 0) return `${told} Room comes as ${count(oldGoing, 'old pod')} ${oldGoing === 1 ? 'ends' : 'end'}.`;
  if (mayGo > 0) return `${told} Room comes as old pods go.`;
  if (newStarting + newRipening > 0 && oldPods > 0) return `${told} Each that becomes available lets an old one go, and that gives room.`;
  return `${told} It waits for ${full ? 'room: another node, smaller requests, or fewer replicas' : 'a node that takes them'}.`;
}
