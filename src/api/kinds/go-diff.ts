/** The differences that "may not change" errors show (upstream: apimachinery `util/diff/diff.go`, over pmezard/go-difflib). */

/** Matching runs of two lists of lines: where each starts, and its length. */
type Block = readonly [a: number, b: number, size: number];

/** A line that stands often in a long text says little: such lines do not start a match. */
function positions(b: readonly string[]): Map<string, number[]> {
  const at = new Map<string, number[]>();
  b.forEach((line, i) => at.set(line, [...(at.get(line) ?? []), i]));
  if (b.length >= 200) {
    const limit = Math.floor(b.length / 100) + 1;
    for (const [line, places] of at) if (places.length > limit) at.delete(line);
  }
  return at;
}

function longestMatch(a: readonly string[], b: readonly string[], at: ReadonlyMap<string, readonly number[]>, alo: number, ahi: number, blo: number, bhi: number): Block {
  let [besti, bestj, size] = [alo, blo, 0];
  let lengths = new Map<number, number>();
  for (let i = alo; i < ahi; i += 1) {
    const next = new Map<number, number>();
    for (const j of at.get(a[i]!) ?? []) {
      if (j < blo) continue;
      if (j >= bhi) break;
      const k = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, k);
      if (k > size) [besti, bestj, size] = [i - k + 1, j - k + 1, k];
    }
    lengths = next;
  }
  while (besti > alo && bestj > blo && a[besti - 1] === b[bestj - 1]) [besti, bestj, size] = [besti - 1, bestj - 1, size + 1];
  while (besti + size < ahi && bestj + size < bhi && a[besti + size] === b[bestj + size]) size += 1;
  return [besti, bestj, size];
}

function matchingBlocks(a: readonly string[], b: readonly string[]): readonly Block[] {
  const at = positions(b);
  const blocks: Block[] = [];
  const queue: (readonly [number, number, number, number])[] = [[0, a.length, 0, b.length]];
  for (let range = queue.pop(); range; range = queue.pop()) {
    const [alo, ahi, blo, bhi] = range;
    const [i, j, size] = longestMatch(a, b, at, alo, ahi, blo, bhi);
    if (size === 0) continue;
    blocks.push([i, j, size]);
    if (alo < i && blo < j) queue.push([alo, i, blo, j]);
    if (i + size < ahi && j + size < bhi) queue.push([i + size, ahi, j + size, bhi]);
  }
  blocks.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  const merged: Block[] = [];
  for (const [i, j, size] of blocks) {
    const last = merged.at(-1);
    if (last && last[0] + last[2] === i && last[1] + last[2] === j) merged[merged.length - 1] = [last[0], last[1], last[2] + size];
    else merged.push([i, j, size]);
  }
  return [...merged, [a.length, b.length, 0]];
}

interface Change {
  readonly equal: boolean;
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

function changes(a: readonly string[], b: readonly string[]): readonly Change[] {
  const out: Change[] = [];
  let [i, j] = [0, 0];
  for (const [ai, bj, size] of matchingBlocks(a, b)) {
    if (i < ai || j < bj) out.push({ equal: false, a: [i, ai], b: [j, bj] });
    if (size > 0) out.push({ equal: true, a: [ai, ai + size], b: [bj, bj + size] });
    [i, j] = [ai + size, bj + size];
  }
  return out;
}

const context = 3;

/** The changes in groups, each with up to three lines around it. */
function grouped(all: readonly Change[]): readonly (readonly Change[])[] {
  const codes = all.map((code, at): Change => {
    if (!code.equal) return code;
    const head = at === 0 ? Math.max(0, code.a[1] - code.a[0] - context) : 0;
    const tail = at === all.length - 1 ? Math.max(0, code.a[1] - code.a[0] - head - context) : 0;
    return { equal: true, a: [code.a[0] + head, code.a[1] - tail], b: [code.b[0] + head, code.b[1] - tail] };
  });
  const groups: Change[][] = [];
  let group: Change[] = [];
  for (const code of codes) {
    if (code.equal && code.a[1] - code.a[0] > 2 * context) {
      group.push({ equal: true, a: [code.a[0], code.a[0] + context], b: [code.b[0], code.b[0] + context] });
      groups.push(group);
      group = [{ equal: true, a: [code.a[1] - context, code.a[1]], b: [code.b[1] - context, code.b[1]] }];
    } else {
      group.push(code);
    }
  }
  groups.push(group);
  return groups.filter((of) => of.some((code) => !code.equal));
}

function range(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

/** The unified diff of two values' indented JSON, with a line break at its end. */
export function jsonDiff(before: unknown, after: unknown): string {
  const escaped = (json: string): string => json.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
  const lines = (value: unknown): string[] =>
    escaped(JSON.stringify(value, null, 1))
      .split('\n')
      .map((line) => `${line}\n`);
  const a = lines(before);
  const b = lines(after);
  let out = '';
  for (const group of grouped(changes(a, b))) {
    const [first, last] = [group[0]!, group.at(-1)!];
    out += `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n`;
    for (const code of group) {
      if (code.equal) for (const line of a.slice(...code.a)) out += ` ${line}`;
      else {
        for (const line of a.slice(...code.a)) out += `-${line}`;
        for (const line of b.slice(...code.b)) out += `+${line}`;
      }
    }
  }
  return out;
}
