/** Expressions of the Common Expression Language, bounded in what they may cost. */
import { language, type Program } from './language.ts';

export interface Expression {
  readonly usesOldSelf: boolean;
  /** How deep `all`, `exists`, `map` and the like stand within one another. */
  readonly depth: number;
  readonly length: number;
  readonly run: Program;
}

const MAX_LENGTH = 10_000;
/** Looks at elements that one evaluation may take. */
const BUDGET = 5_000_000;

const asText = (value: unknown): string => (typeof value === 'string' ? value : String(value));
const MACROS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter', 'transformList', 'transformMap']);

/** The text with safe regular expressions, and how deep its macros go. Texts in quotes stay. */
function scan(text: string): { readonly safe: string; readonly depth: number; readonly words: ReadonlySet<string> } {
  const words = new Set<string>();
  const open: boolean[] = [];
  let safe = '';
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    if (char === '"' || char === "'") {
      const mark = text.startsWith(char.repeat(3), at) ? char.repeat(3) : char;
      const raw = /[rR]/.test(text[at - 1] ?? '');
      let end = at + mark.length;
      while (end < text.length && !text.startsWith(mark, end)) end += !raw && text[end] === '\\' ? 2 : 1;
      safe += text.slice(at, end + mark.length);
      at = end + mark.length;
      continue;
    }
    const word = /^[A-Za-z_]\w{0,200}/.exec(text.slice(at, at + 201))?.[0];
    if (word === undefined) {
      if (char === '(') {
        const macro = MACROS.has(/(\w{1,20})\s*$/.exec(safe.slice(-24))?.[1] ?? '');
        open.push(macro);
        if (macro) deepest = Math.max(deepest, (depth += 1));
      } else if (char === ')' && open.pop()) depth -= 1;
      safe += char;
      at += 1;
      continue;
    }
    words.add(word);
    at += word.length;
    safe += word === 'matches' && /^\s*\(/.test(text.slice(at, at + 20)) ? 're2_matches' : word;
  }
  return { safe, depth: deepest, words };
}

const RULE_VARIABLES = ['self', 'oldSelf'];

/** `undefined`: the text is none, or uses what is not modelled. */
export function parseExpression(text: string, variables: readonly string[] = RULE_VARIABLES): Expression | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const { safe, depth, words } = scan(text);
  const { parse } = language();
  try {
    const program = parse(safe, variables);
    return program ? { usesOldSelf: words.has('oldSelf'), depth, length: text.length, run: program } : undefined;
  } catch {
    return undefined;
  }
}

/** How many elements the largest list or map inside has. */
function widest(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((most, item) => Math.max(most, widest(item)), value.length);
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? Math.ceil(value.length / 100) : 0;
  const items = Object.values(value);
  return items.reduce<number>((most, item) => Math.max(most, widest(item)), items.length);
}

export type Evaluated = { readonly value: unknown } | { readonly error: string } | 'too expensive';

export function evaluate(expression: Expression, self: unknown, oldSelf?: unknown): Evaluated {
  return evaluateWith(expression, oldSelf === undefined ? { self } : { self, oldSelf });
}

/** The same with other variables. */
export function evaluateWith(expression: Expression, variables: Readonly<Record<string, unknown>>): Evaluated {
  const width = expression.depth === 0 ? 0 : widest(variables);
  if ((width + 1) ** expression.depth * Math.max(1, expression.length / 50) > BUDGET) return 'too expensive';
  try {
    return { value: expression.run(variables) };
  } catch (problem) {
    return { error: sentence(asText((problem as Error).message).split('\n')[0]!) };
  }
}

/** In the words of the API server's library. */
const sentence = (text: string): string =>
  text
    .replace(/^No such key: index out of bounds, index (\d+).*/, 'index out of bounds: $1')
    .replace(/^No such key: /, 'no such key: ')
    .replace(/^found no matching overload for .*/, 'no such overload')
    .replace(/^no such overload.*/, 'no such overload');
