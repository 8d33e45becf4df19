/** `diff -u` of two texts, as GNU diff prints it. */

const CONTEXT = 3;

/** The hunks; empty where the texts are the same. */
export function unifiedHunks(before: string, after: string): string {
  const a = linesOf(before);
  const b = linesOf(after);
  const { removed, added } = changes(a, b);
  const out: string[] = [];
  for (const { fromA, toA, fromB, toB } of hunks(removed, added)) {
    out.push(`@@ -${range(fromA, toA)} +${range(fromB, toB)} @@\n`);
    let i = fromA;
    let j = fromB;
    while (i < toA || j < toB) {
      if (i < toA && removed[i]) out.push(`-${line(a, i++, before)}`);
      else if (j < toB && added[j]) out.push(`+${line(b, j++, after)}`);
      else {
        out.push(` ${line(a, i, before)}`);
        i += 1;
        j += 1;
      }
    }
  }
  return out.join('');
}

function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

const line = (lines: readonly string[], at: number, text: string): string =>
  at === lines.length - 1 && !text.endsWith('\n') ? `${lines[at]}\n\\ No newline at end of file\n` : `${lines[at]}\n`;
const range = (from: number, to: number): string => (to - from === 1 ? `${from + 1}` : `${to === from ? from : from + 1},${to - from}`);

interface Changes {
  readonly removed: boolean[];
  readonly added: boolean[];
}

/** Which lines go and which come: a shortest script, its groups moved down as far as they go. */
function changes(a: readonly string[], b: readonly string[]): Changes {
  const removed = a.map(() => false);
  const added = b.map(() => false);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  for (const step of shortestScript(a.slice(start, endA), b.slice(start, endB))) {
    if (step.side === 'a') removed[start + step.at] = true;
    else added[start + step.at] = true;
  }
  slideDown(a, removed);
  slideDown(b, added);
  return { removed, added };
}

interface Step {
  readonly side: 'a' | 'b';
  readonly at: number;
}

/** Myers' greedy algorithm, with the frontier of every step kept to walk back. */
function shortestScript(a: readonly string[], b: readonly string[]): readonly Step[] {
  const [n, m] = [a.length, b.length];
  const trace: Map<number, number>[] = [];
  let frontier = new Map<number, number>([[1, 0]]);
  const steps: Step[] = [];
  for (let d = 0; d <= n + m; d += 1) {
    trace.push(new Map(frontier));
    const next = new Map(frontier);
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (frontier.get(k - 1) ?? -1) < (frontier.get(k + 1) ?? -1));
      let x = down ? frontier.get(k + 1)! : frontier.get(k - 1)! + 1;
      while (x < n && x - k < m && x - k >= 0 && a[x] === b[x - k]) x += 1;
      next.set(k, x);
      if (x >= n && x - k >= m) return walkBack(trace, d, n, m, steps);
    }
    frontier = next;
  }
  return steps;
}

function walkBack(trace: readonly Map<number, number>[], depth: number, n: number, m: number, steps: Step[]): readonly Step[] {
  let [x, y] = [n, m];
  for (let d = depth; d > 0; d -= 1) {
    const frontier = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && (frontier.get(k - 1) ?? -1) < (frontier.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = frontier.get(fromK)!;
    const fromY = fromX - fromK;
    steps.push(down ? { side: 'b', at: fromY } : { side: 'a', at: fromX });
    [x, y] = [fromX, fromY];
  }
  return steps;
}

/** A group of changed lines may as well stand lower where the line after it is the same as its first. */
function slideDown(lines: readonly string[], changed: boolean[]): void {
  for (let at = 0; at < lines.length; at += 1) {
    if (!changed[at]) continue;
    let start = at;
    let end = at;
    while (end < lines.length && changed[end]) end += 1;
    while (end < lines.length && lines[start] === lines[end]) {
      changed[start] = false;
      changed[end] = true;
      start += 1;
      end += 1;
      while (end < lines.length && changed[end]) end += 1;
    }
    at = end;
  }
}

interface Hunk {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** Groups of changes with the lines around them; groups that are near share a hunk. */
function hunks(removed: readonly boolean[], added: readonly boolean[]): readonly Hunk[] {
  const groups: Hunk[] = [];
  let i = 0;
  let j = 0;
  while (i < removed.length || j < added.length) {
    if (!removed[i] && !added[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const [fromA, fromB] = [i, j];
    while (removed[i]) i += 1;
    while (added[j]) j += 1;
    groups.push({ fromA, toA: i, fromB, toB: j });
  }
  const merged: Hunk[] = [];
  for (const group of groups) {
    const last = merged.at(-1);
    if (last && group.fromA - last.toA <= 2 * CONTEXT) merged[merged.length - 1] = { ...last, toA: group.toA, toB: group.toB };
    else merged.push(group);
  }
  return merged.map((g) => {
    const before = Math.min(CONTEXT, g.fromA, g.fromB);
    const after = Math.min(CONTEXT, removed.length - g.toA, added.length - g.toB);
    return { fromA: g.fromA - before, toA: g.toA + after, fromB: g.fromB - before, toB: g.toB + after };
  });
}
