/** The whole answer to *Why?* of one object: how it is, the chain that led to it, and the last words of a container that failed. */
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { clock } from '../stage/labels.ts';
import { podCountdown } from './countdown.ts';
import type { Feed } from './feed.ts';
import type { DeploymentRow, PodRow, ReplicaSetRow, WhyAnswer } from './protocol.ts';
import { whyGone } from './situations/gone.ts';
import { situationOf } from './situations/index.ts';
import type { Situation } from './situations/situation.ts';
import { whyChain } from './why.ts';

/** kubectl, for what only reads. */
type Read = (words: readonly string[]) => Promise<string>;

export async function whyAnswer(sim: Simulation, feed: Feed, key: string, read: Read): Promise<WhyAnswer | undefined> {
  const object = sim.state.objects.get(key);
  const { start, origin } = feed.position();
  if (!object) return whyGone(key, sim, start, (time) => clock(time, origin));
  const { lastWords, ...situation } = situationOf(key, object, sim, {
    deployment: (wanted) => feed.row(wanted) as DeploymentRow | undefined,
    replicaSets: () => feed.rows('replicaSets') as Iterable<ReplicaSetRow>,
    pods: () => feed.rows('pods') as Iterable<PodRow>,
  });
  const countdown = object.kind === 'Pod' ? podCountdown(sim, object as Pod) : situation.countdown;
  const chain = whyChain(key, { step: sim.position.step, first: start, entry: (step) => sim.entry(step) });
  const log = lastWords && { container: lastWords.container, text: await endOfLog(object.metadata.namespace ?? 'default', lastWords, read) };
  return { title: object.metadata.name, kind: object.kind, ...situation, countdown, chain, ...(log && log.text !== '' && { log }) };
}

/** The end of a container's log; nothing where it cannot be read. */
async function endOfLog(namespace: string, { pod, container, previous }: NonNullable<Situation['lastWords']>, read: Read): Promise<string> {
  try {
    return await read(['logs', pod, '-n', namespace, '-c', container, '--tail=5', ...(previous ? ['--previous'] : [])]);
  } catch {
    return '';
  }
}
