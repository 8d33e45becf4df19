/** What is looked at once all types fit (upstream: cel-go cel/validator.go, as apiserver pkg/cel/environment has it). */
import { RE2JS } from 're2js';
import type { Checked } from './checker.ts';
import type { Mistake } from './tokens.ts';
import type { Tree } from './tree.ts';
import { isAny, shown, type Type } from './types.ts';

const TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const DURATION = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

function isPattern(text: string): boolean {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}

const TESTS: Readonly<Record<string, (text: string) => boolean>> = {
  matches: isPattern,
  timestamp: (text) => TIME.test(text) && !Number.isNaN(Date.parse(text)),
  duration: (text) => DURATION.test(text),
};

/** What is between the quotes; `undefined` where it has what must be read first. */
function plainText(tree: Tree | undefined): string | undefined {
  if (tree?.is !== 'literal' || tree.type !== 'string') return undefined;
  const raw = /^[rR]/.test(tree.text);
  const text = raw ? tree.text.slice(1) : tree.text;
  const marks = /^("""|''')/.test(text) ? 3 : 1;
  const inside = text.slice(marks, -marks);
  return raw || !inside.includes('\\') ? inside : undefined;
}

/** The same, as far as both are known. */
const likely = (a: Type, b: Type): boolean => isAny(a) || isAny(b) || (a.name === b.name && a.of.every((type, i) => likely(type, b.of[i] ?? type)));

const parts = (tree: Tree): readonly Tree[] => {
  switch (tree.is) {
    case 'select':
      return [tree.of];
    case 'call':
      return [...(tree.target ? [tree.target] : []), ...tree.args];
    case 'list':
      return tree.items;
    case 'map':
      return tree.entries.flat();
    case 'loop':
      return [tree.range, ...(tree.filter ? [tree.filter] : []), tree.body];
    default:
      return [];
  }
};

export function literalMistakes(tree: Tree, checked: Checked, exempt = false): readonly Mistake[] {
  const alike = (items: readonly Tree[]): readonly Mistake[] => {
    const types = items.map(checked.typeOf);
    const first = types[0];
    const at = types.findIndex((type) => first && !likely(first, type));
    return at < 0 ? [] : [{ at: items[at]!.at, message: `expected type '${shown(first!)}' but found '${shown(types[at]!)}'` }];
  };
  const own = ((): readonly Mistake[] => {
    if (tree.is === 'list') return exempt ? [] : alike(tree.items);
    if (tree.is === 'map') return exempt ? [] : [...alike(tree.entries.map(([key]) => key)), ...alike(tree.entries.map(([, value]) => value))];
    if (tree.is !== 'call' || !Object.hasOwn(TESTS, tree.name)) return [];
    const arg = tree.name === 'matches' ? tree.args.at(-1) : tree.args[0];
    if (tree.name === 'duration' && arg?.is === 'literal' && arg.type === 'int') return [{ at: arg.at, message: 'invalid duration argument' }];
    const text = plainText(arg);
    return text === undefined || TESTS[tree.name]!(text) ? [] : [{ at: arg!.at, message: `invalid ${tree.name} argument` }];
  })();
  const inner = exempt || (tree.is === 'call' && tree.name === 'format');
  return [...own, ...parts(tree).flatMap((part) => literalMistakes(part, checked, inner))];
}
