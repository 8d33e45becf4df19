/** What the API server's compiler says of an expression, or what the expression gives. */
import { check, type Declarations } from './checker.ts';
import { literalMistakes } from './literals.ts';
import { parse } from './parser.ts';
import type { Mistake } from './tokens.ts';
import { UNSURE, type Type } from './types.ts';

export type { Declarations } from './checker.ts';
export type Compiled = { readonly problem: string } | { readonly type: Type };

/** Longer ones are not looked into. */
const LONGEST = 10_000;

const wide = (letter: string | undefined): boolean => letter !== undefined && letter > '\u007f';

function told({ at, message }: Mistake, text: string): string {
  if (text === '') return `ERROR: <input>:1:0: ${message}`;
  const before = text.slice(0, at).split('\n');
  const line = text.split('\n')[before.length - 1]!.replaceAll('\t', ' ');
  const left = [...before.at(-1)!];
  const pointer = left.map((letter) => (wide(letter) ? '．' : '.')).join('') + (wide(line[before.at(-1)!.length]) ? '＾' : '^');
  return `ERROR: <input>:${before.length}:${left.length + 1}: ${message}\n | ${line}\n | ${pointer}`;
}

const problemOf = (mistakes: readonly Mistake[], text: string): { readonly problem: string } => ({
  problem: `compilation failed: ${mistakes
    .toSorted((a, b) => a.at - b.at)
    .map((mistake) => told(mistake, text))
    .join('\n')}`,
});

export function compile(text: string, declarations: Declarations): Compiled {
  if (text.length > LONGEST) return { type: UNSURE };
  try {
    return judged(text, declarations);
  } catch (problem) {
    // Deeper than what can be walked.
    if (problem instanceof RangeError) return { type: UNSURE };
    throw problem;
  }
}

function judged(text: string, declarations: Declarations): Compiled {
  const { tree, mistakes } = parse(text);
  if (mistakes.length > 0) return problemOf(mistakes, text);
  const checked = check(tree, declarations);
  if (checked.mistakes.length > 0) return problemOf(checked.mistakes, text);
  const last = literalMistakes(tree, checked);
  return last.length > 0 ? problemOf(last, text) : { type: checked.type };
}
