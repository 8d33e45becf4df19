/** `cut`: fields or characters of each line. */
import type { Program } from '../kernel.ts';
import { failedStatus, filter } from './input.ts';
import { options } from './options.ts';

/** `1,3-5,7-`: pairs of first and last, from 1. */
function rangesOf(text: string): (readonly [number, number])[] | undefined {
  const ranges: [number, number][] = [];
  for (const piece of text.split(',')) {
    const match = /^(\d*)(-?)(\d*)$/.exec(piece);
    if (match === null || (match[1] === '' && match[3] === '')) return undefined;
    const from = match[1] === '' ? 1 : Number(match[1]);
    const to = match[2] === '' ? from : match[3] === '' ? Number.MAX_SAFE_INTEGER : Number(match[3]);
    if (from < 1) return undefined;
    ranges.push([from, to]);
  }
  return ranges;
}

interface Cut {
  readonly by: 'f' | 'c';
  readonly ranges: readonly (readonly [number, number])[];
  readonly delimiter: string;
  readonly output: string;
  readonly onlyDelimited: boolean;
}
export const cut: Program = filter<Cut>({
  start: (system) => {
    const parsed = options(system, 'b:c:f:d:sn', { bytes: 'b', characters: 'c', fields: 'f', delimiter: 'd', 'only-delimited': 's' });
    if (parsed === undefined) return 1;
    const { values } = parsed;
    const list = values.get('f') ?? values.get('c') ?? values.get('b');
    if (list === undefined) {
      system.warn('expected a list of bytes, characters, or fields');
      return 1;
    }
    const ranges = rangesOf(list);
    if (ranges === undefined) {
      system.warn('invalid byte or field list');
      return 1;
    }
    const delimiter = values.get('d') ?? '\t';
    if (delimiter.length !== 1) {
      system.warn('the delimiter must be a single character');
      return 1;
    }
    return { files: parsed.rest, state: { by: values.has('f') ? 'f' : 'c', ranges, delimiter, output: delimiter, onlyDelimited: parsed.flags.has('s') } };
  },
  take: (system, state, line) => {
    const chosen = <T>(items: readonly T[]): T[] => items.filter((_, i) => state.ranges.some(([from, to]) => i + 1 >= from && i + 1 <= to));
    if (state.by === 'c') system.print(`${chosen([...line]).join('')}\n`);
    else if (line.includes(state.delimiter)) system.print(`${chosen(line.split(state.delimiter)).join(state.output)}\n`);
    else if (!state.onlyDelimited) system.print(`${line}\n`);
    return state;
  },
  end: failedStatus,
});
