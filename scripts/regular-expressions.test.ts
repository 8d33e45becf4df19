/** No regular expression of ours may run away on what is pasted: each is tried on what its own letters, repeated, can do to it. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseSync } from 'vite';

const src = fileURLToPath(new URL('../src', import.meta.url));

interface Found {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

function literalsIn(file: string, code: string): readonly Found[] {
  const found: Found[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    else if (typeof node === 'object' && node !== null) {
      const { type, regex } = node as { readonly type?: string; readonly regex?: { readonly pattern: string; readonly flags: string } };
      if (type === 'Literal' && regex) found.push({ file, ...regex });
      for (const value of Object.values(node)) if (typeof value === 'object') visit(value);
    }
  };
  visit(parseSync(file, code, { lang: file.endsWith('x') ? 'tsx' : 'ts' }).program);
  return found;
}

const CLASSES: Readonly<Record<string, string>> = { d: '0', w: 'a', s: ' ', D: 'a', W: '-', S: 'a', n: '\n', t: '\t', p: 'a', b: 'a' };

/** Letters that its parts match, the most telling first; at most eight. */
function lettersOf(pattern: string): readonly string[] {
  const letters = new Set<string>();
  for (const [, escaped, plain] of pattern.matchAll(/\\(.)|([^\\^$()|?*+{}[\]])/gs)) letters.add(escaped === undefined ? plain! : (CLASSES[escaped] ?? escaped));
  if (/\.|\[\^/.test(pattern)) letters.add('a');
  return [...letters].slice(0, 8);
}

const time = (expression: RegExp, text: string): number => {
  const started = performance.now();
  expression.lastIndex = 0;
  expression.exec(text);
  return performance.now() - started;
};

/** Milliseconds that no text of that length may take, however slow the machine; a second look forgives a hiccup. */
const LIMITS: readonly (readonly [repeats: number, limit: number])[] = [...[12, 16, 20, 24].map((repeats) => [repeats, 50] as const), [300, 50]];
const LONG = [4000, 2000] as const;

function runsAway({ pattern, flags }: Found): string | undefined {
  const expression = new RegExp(pattern, flags.replace('y', ''));
  const letters = lettersOf(pattern);
  const pumps = letters.flatMap((a) => letters.map((b) => (a === b ? a : a + b)));
  for (const pump of pumps)
    for (const before of ['', letters[0] ?? ''])
      for (const [repeats, limit] of pump.length === 1 ? [...LIMITS, LONG] : LIMITS) {
        const text = `${before}${pump.repeat(repeats)}\u0001`;
        if (time(expression, text) > limit && time(expression, text) > limit) return `${JSON.stringify(pump)} × ${repeats}`;
      }
  return undefined;
}

it('regular expressions stay within bounds', { timeout: 120_000 }, () => {
  const files = fs
    .readdirSync(src, { recursive: true })
    .map(String)
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|\.d\.ts$|testing\//.test(file));
  const distinct = new Map(files.flatMap((file) => literalsIn(file, fs.readFileSync(path.join(src, file), 'utf8'))).map((found) => [`/${found.pattern}/${found.flags}`, found]));
  expect(distinct.size).toBeGreaterThan(300);
  const bad = [...distinct].flatMap(([text, found]) => {
    const how = runsAway(found);
    return how === undefined ? [] : [`${found.file}: ${text} on ${how}`];
  });
  expect(bad).toEqual([]);
});

it.each([
  ['(a+)+$', true],
  ['^(\\w+\\s?)*$', true],
  ['(a|a)*b', true],
  ['^[a-z]+$', false],
  ['^(?:a|b)*$', false],
])('%s is caught: %s', (pattern, caught) => expect(runsAway({ file: '', pattern, flags: '' }) !== undefined).toBe(caught));
