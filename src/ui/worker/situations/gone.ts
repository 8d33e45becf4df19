/** *Why?* of what was there and is there no more: who asked it to go, and because of what. */
import type { Simulation } from '../../../engine/simulation.ts';
import type { TraceEntry } from '../../../engine/trace.ts';
import type { WhyAnswer } from '../protocol.ts';
import { actorName, causes } from '../why.ts';
import { seconds } from './situation.ts';

/** How far back it looks. */
const REACH = 60_000;

/** `clock` writes a time. Nothing where the object has not been there up to this step. */
export function whyGone(key: string, simulation: Simulation, first: number, clock: (time: number) => string): WhyAnswer | undefined {
  const { step: here } = simulation.position;
  let gone: TraceEntry | undefined;
  let asked: TraceEntry | undefined;
  let found: { readonly kind: string; readonly name: string; readonly uid: string } | undefined;
  for (let step = here; step > Math.max(first, here - REACH); step -= 1) {
    const entry = simulation.entry(step);
    const change = entry?.writes.findLast((write) => write.key === key);
    if (!entry || !change) continue;
    const { kind, metadata } = change.object;
    if (!found) {
      if (change.type !== 'DELETED') return undefined;
      found = { kind, name: metadata.name, uid: metadata.uid };
      gone = entry;
      asked = entry;
    } else if (metadata.uid !== found.uid || metadata.deletionTimestamp === undefined) break;
    else asked = entry;
  }
  if (!found || !gone || !asked) return undefined;
  const trace = { step: here, first, entry: (step: number) => simulation.entry(step) };
  const by = asked.actor === 'you' ? 'You' : actorName(asked);
  const now = [`${by} asked it to go at ${clock(asked.time)}: ${asked.decision}${/[.!?]$/.test(asked.decision) ? '' : '.'}`];
  if (gone !== asked) now.push(`It was gone ${seconds(gone.time - asked.time)} later, when ${actorName(gone)} had seen to it.`);
  const chain = causes(asked, trace, key);
  return {
    title: found.name,
    kind: found.kind,
    status: `gone since ${clock(gone.time)}`,
    tone: 'waiting',
    now,
    chain: gone === asked ? chain : [...causes(gone, trace, key).slice(0, 1), ...chain],
    unblock: [],
  };
}
