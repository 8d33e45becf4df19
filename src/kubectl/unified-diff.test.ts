import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedHunks } from './unified-diff.ts';

/** What a patch program makes of `before` and the hunks. */
function patched(before: string, hunks: string): string {
  const source = before === '' ? [] : before.replace(/\n$/, '').split('\n');
  const out: string[] = [];
  let at = 0;
  for (const line of hunks.split('\n').slice(0, -1)) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line);
    if (head) {
      const from = Number(head[1]) - (head[2] === '0' ? 0 : 1);
      while (at < from) out.push(source[at++]!);
    } else if (line.startsWith(' ')) {
      expect(source[at]).toBe(line.slice(1));
      out.push(source[at++]!);
    } else if (line.startsWith('-')) expect(source[at++]).toBe(line.slice(1));
    else out.push(line.slice(1));
  }
  out.push(...source.slice(at));
  return out.map((line) => `${line}\n`).join('');
}

describe('unifiedHunks', () => {
  it.each([
    ['', '', ''],
    ['a\n', 'a\n', ''],
    ['', 'a\nb\n', '@@ -0,0 +1,2 @@\n+a\n+b\n'],
    ['null\n', 'a\n', '@@ -1 +1 @@\n-null\n+a\n'],
    ['1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\n2\n3\n4\nfive\n6\n7\n8\n9\n', '@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n'],
    ['a\nb\n', 'a\na\nb\n', '@@ -1,2 +1,3 @@\n a\n+a\n b\n'],
  ])('%j to %j', (before, after, hunks) => expect(unifiedHunks(before, after)).toBe(hunks));

  it('turns one text into the other, with no more changes than lines', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 }).map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const hunks = unifiedHunks(before, after);
        expect(patched(before, hunks)).toBe(after);
        expect(hunks === '').toBe(before === after);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
