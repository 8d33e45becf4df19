/** *Why?* of one field: who wrote the value that it has, when, and because of what. */
import type { KubeObject } from '../../../api/meta/types.ts';
import type { Simulation } from '../../../engine/simulation.ts';
import { inputAfter } from '../../../engine/tape.ts';
import type { TraceEntry } from '../../../engine/trace.ts';
import { read } from '../condition/evaluate.ts';
import { parsePath } from '../condition/parse.ts';
import type { PathPart } from '../condition/ast.ts';
import type { WhyAnswer, WhyLink } from '../protocol.ts';
import { actorName, causes } from '../why.ts';
import type { TraceReader } from '../why.ts';

/** Changes before the last one that are told too. */
const EARLIER = 4;

export function whyField(simulation: Simulation, key: string, object: KubeObject, path: string, trace: TraceReader, clock: (time: number) => string): WhyAnswer {
  const parts = parsePath(path);
  if (!parts || parts.length === 0) throw new Error(`\`${path}\` is no field.`);
  const value = textAt(object, parts);
  const head = {
    title: path,
    kind: `field of ${object.kind} ${object.metadata.name}`,
    status: value,
    tone: value === ABSENT ? ('waiting' as const) : ('good' as const),
    countdown: undefined,
  };
  let last: TraceEntry | undefined;
  const earlier: WhyLink[] = [];
  let sentence = 'It is as it was when the cluster was handed over.';
  let made = false;
  for (let step = trace.step; step > trace.first && earlier.length < EARLIER; step -= 1) {
    const entry = trace.entry(step);
    const writes = entry?.writes.filter((change) => change.key === key) ?? [];
    if (!entry || writes.length === 0) continue;
    const first = writes[0]!;
    const after = textAt(writes[writes.length - 1]!.object, parts);
    const before = first.type === 'ADDED' ? ABSENT : textAt(first.before, parts);
    if (before === after && (first.type !== 'ADDED' || last)) {
      if (first.type === 'ADDED') break;
      continue;
    }
    const said =
      first.type === 'ADDED' ? madeSentence(simulation, entry, object, parts, after, clock) : `${who(entry)} changed it from ${before} to ${after} at ${clock(entry.time)}.`;
    if (!last) {
      last = entry;
      sentence = said;
      made = first.type === 'ADDED';
    } else earlier.push({ ...causes(entry, trace, key)[0]!, text: `${before} → ${after}: ${entry.decision}` });
    if (first.type === 'ADDED') break;
  }
  const chain = last ? causes(last, trace, key) : [];
  const known = new Set(chain.map(({ step }) => step));
  return {
    ...head,
    now: [
      sentence,
      ...(last && !made && earlier.length > 0
        ? [`It had changed ${earlier.length === EARLIER ? 'at least ' : ''}${earlier.length === 1 ? 'once' : `${earlier.length} times`} before.`]
        : []),
    ],
    chain: [...chain, ...earlier.filter(({ step }) => !known.has(step))].sort((a, b) => b.step - a.step),
    unblock: [],
  };
}

const ABSENT = 'absent';

function textAt(object: KubeObject | undefined, path: readonly PathPart[]): string {
  const [value] = read(object, path);
  if (value === undefined) return ABSENT;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '' ? '""' : text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

const who = (entry: TraceEntry): string => (entry.actor === 'you' ? 'You' : entry.component === 'kubelet' ? `The ${entry.actor}` : `The ${actorName(entry)}`);

/** Where an object was made: whether its maker wrote the field, or the API server filled it in. */
function madeSentence({ branch }: Simulation, entry: TraceEntry, object: KubeObject, path: readonly PathPart[], value: string, clock: (time: number) => string): string {
  const at = `when the ${object.kind} was made, at ${clock(entry.time)}`;
  if (value === ABSENT) return `Nobody has written it: it was absent ${at}, and is.`;
  if (entry.actor === 'you') {
    const input = inputAfter(branch, entry.step - 1)?.input;
    const body = input?.input === 'request' ? (input.request.body as object | undefined) : undefined;
    if (body !== undefined && read(body, path).length === 0) return `Your request left it out: the API server filled in ${value} ${at}.`;
    return `You wrote it ${at}.`;
  }
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller);
  const fromTemplate = owner && path[0]?.part === 'field' && path[0].name === 'spec';
  return `${who(entry)} wrote it ${at}${fromTemplate ? `; what a ${object.kind} of ${owner.kind} ${owner.name} is to be stands in that ${owner.kind}'s template, and the API server filled in the rest` : ''}.`;
}
