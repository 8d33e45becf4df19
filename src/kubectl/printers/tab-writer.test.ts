import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TABLE_WIDTHS, TabWriter, type TabWriterOptions } from './tab-writer.ts';

function written(options: TabWriterOptions, ...texts: string[]): string {
  let out = '';
  const writer = new TabWriter(options, (text) => {
    out += text;
  });
  for (const text of texts) {
    writer.write(text);
    writer.flush();
  }
  return out;
}

describe('TabWriter', () => {
  it.each([
    ['a\tb\n', 'a     b\n'],
    ['NAME\tREADY\nlonger-name\t1/1\n', 'NAME          READY\nlonger-name   1/1\n'],
    ['a\t\tc\n', 'a           c\n'],
    ['a\t\n', 'a     \n'],
    // A line without the column ends it; the next run of lines is measured anew.
    ['aaaaaaaa\tb\nx\ncc\td\n', 'aaaaaaaa   b\nx\ncc    d\n'],
    ['é\tb\n', 'é     b\n'],
  ])('%j', (text, expected) => expect(written({ ...TABLE_WIDTHS, rememberWidths: false }, text)).toBe(expected));

  it('remembers widths over flushes', () => {
    expect(written(TABLE_WIDTHS, 'aaaaaaaa\tb\n', 'c\td\n')).toBe('aaaaaaaa   b\nc          d\n');
    expect(written({ ...TABLE_WIDTHS, rememberWidths: false }, 'aaaaaaaa\tb\n', 'c\td\n')).toBe('aaaaaaaa   b\nc     d\n');
  });

  it('puts the cells of a full table under each other', () => {
    const row = fc.array(
      fc.string({ maxLength: 12 }).map((s) => s.replace(/[\t\n\v\f ]/g, '_') || '-'),
      { minLength: 3, maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rows) => {
        const lines = written(TABLE_WIDTHS, rows.map((cells) => `${cells.join('\t')}\n`).join(''))
          .split('\n')
          .slice(0, -1);
        const starts = [0, 1].map((column) => Math.max(6, ...rows.map((cells) => [...cells[column]!].length + 3)));
        lines.forEach((line, i) => expect([...line].slice(starts[0]! + starts[1]!).join('')).toBe(rows[i]![2]));
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
