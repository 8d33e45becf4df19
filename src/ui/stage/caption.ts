/** A step as a sentence. */
import type { TraceRow } from '../worker/protocol.ts';

const name = (key: string) => key.slice(key.lastIndexOf('/') + 1);

/** `on web: Scaled up ReplicaSet web-7f8f9d5f9d from 0 to 4.` */
export function whatWasDone({ actor, key, decision, writes }: Pick<TraceRow, 'actor' | 'key' | 'decision' | 'writes'>): string {
  const said = decision.trim();
  const what = said === '' ? (writes[0] ?? 'looked, and had nothing to do') : said;
  const about = actor === 'you' || key === '' || said.includes(name(key)) ? '' : `on ${name(key)}: `;
  return `${about}${what}${/[.!?]$/.test(what) ? '' : '.'}`;
}

/** `because of step 12 (you: kubectl apply -f web.yaml)` */
export function becauseOf({ step, actor, decision, writes }: Pick<TraceRow, 'step' | 'actor' | 'decision' | 'writes'>): string {
  const [first = ''] = (decision.trim() === '' ? (writes[0] ?? '') : decision.trim()).split(/(?<=[.;]) /);
  const what = first.replace(/[.;]$/, '');
  const short = what.length > 90 ? `${what.slice(0, 88)}…` : what;
  return `because of step ${step} (${actor}${short === '' ? '' : `: ${short}`})`;
}
