/** Shell patterns (`*`, `?`, `[a-z]`), where a backslash takes the next character as itself. Matching takes time linear in text × pattern. */

type Piece = { readonly any: true } | { readonly test: (char: string) => boolean };

/** `[:alpha:]` and its like, as sets of ASCII. */
export const CHARACTER_CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /\s/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  cntrl: /[\0-\x1f\x7f]/,
};

function bracket(pattern: string, start: number): { test: (char: string) => boolean; end: number } | undefined {
  let at = start;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at += 1;
  const tests: ((char: string) => boolean)[] = [];
  for (let first = true; ; first = false) {
    const char = pattern[at];
    if (char === undefined) return undefined;
    if (char === ']' && !first) break;
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 12));
    if (named !== null && Object.hasOwn(CHARACTER_CLASSES, named[1]!)) {
      const expression = CHARACTER_CLASSES[named[1]!]!;
      tests.push((c) => expression.test(c));
      at += named[0].length;
      continue;
    }
    const low = char === '\\' ? pattern[(at += 1)] : char;
    if (low === undefined) return undefined;
    at += 1;
    if (pattern[at] === '-' && pattern[at + 1] !== ']' && pattern[at + 1] !== undefined) {
      at += 1;
      const high = pattern[at] === '\\' ? pattern[(at += 1)] : pattern[at];
      if (high === undefined) return undefined;
      at += 1;
      tests.push((c) => c >= low && c <= high);
    } else tests.push((c) => c === low);
  }
  return { test: (c) => tests.some((test) => test(c)) !== negated, end: at + 1 };
}

function compile(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length;) {
    const char = pattern[at]!;
    at += 1;
    if (char === '*') pieces.push({ any: true });
    else if (char === '?') pieces.push({ test: () => true });
    else {
      const set = char === '[' ? bracket(pattern, at) : undefined;
      if (set !== undefined) {
        pieces.push({ test: set.test });
        at = set.end;
      } else {
        const literal = char === '\\' && at < pattern.length ? pattern[at++]! : char;
        pieces.push({ test: (c) => c === literal });
      }
    }
  }
  return pieces;
}

/** The lengths (ascending) of the prefixes of `text` that match. */
function matchingPrefixes(pieces: readonly Piece[], text: string): number[] {
  // The set of pattern places that the text so far can have reached.
  let places = new Set<number>();
  const add = (set: Set<number>, place: number): void => {
    set.add(place);
    const piece = pieces[place];
    if (piece !== undefined && 'any' in piece) add(set, place + 1);
  };
  add(places, 0);
  const lengths: number[] = [];
  for (let i = 0; ; i += 1) {
    if (places.has(pieces.length)) lengths.push(i);
    const char = text[i];
    if (char === undefined || places.size === 0) return lengths;
    const next = new Set<number>();
    for (const place of places) {
      const piece = pieces[place];
      if (piece === undefined) continue;
      if ('any' in piece) add(next, place);
      else if (piece.test(char)) add(next, place + 1);
    }
    places = next;
  }
}

const PLAIN = /^[^*?[\\]*$/;

export function matches(pattern: string, text: string): boolean {
  if (PLAIN.test(pattern)) return pattern === text;
  return matchingPrefixes(compile(pattern), text).at(-1) === text.length;
}

export const hasWildcard = (pattern: string): boolean => /(?:^|[^\\])(?:\\\\)*[*?[]/.test(pattern);
export const escapePattern = (text: string): string => text.replace(/[*?[\]\\!^-]/g, '\\$&');
export const unescapePattern = (pattern: string): string => pattern.replace(/\\([\s\S])/g, '$1');

const reverse = (pieces: readonly Piece[]): Piece[] => pieces.toReversed();

/** `${x%pattern}` and its kin. */
export function trim(text: string, pattern: string, operator: '%' | '%%' | '#' | '##'): string {
  const pieces = compile(pattern);
  const longest = operator.length === 2;
  if (operator.startsWith('#')) {
    const length = longest ? matchingPrefixes(pieces, text).at(-1) : matchingPrefixes(pieces, text)[0];
    return length === undefined ? text : text.slice(length);
  }
  const backwards = matchingPrefixes(reverse(pieces), [...text].reverse().join(''));
  const length = longest ? backwards.at(-1) : backwards[0];
  return length === undefined ? text : text.slice(0, text.length - length);
}

/** `${x/pattern/replacement}`: the longest match at the first place where there is one; everywhere with `all`. */
export function replace(text: string, pattern: string, replacement: string, all: boolean): string {
  const pieces = compile(pattern);
  if (pieces.length === 0) return text;
  let result = '';
  for (let at = 0; at <= text.length;) {
    const length = matchingPrefixes(pieces, text.slice(at)).at(-1);
    if (length === undefined || (length === 0 && at === text.length && at > 0)) {
      result += text[at] ?? '';
      at += 1;
    } else {
      result += replacement;
      if (!all) return result + text.slice(at + length);
      if (length === 0) result += text[at] ?? '';
      at += Math.max(length, 1);
    }
  }
  return result;
}
