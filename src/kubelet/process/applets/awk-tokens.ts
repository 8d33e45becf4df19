/** awk programs as tokens. */

export type Token = { readonly type: 'number' | 'string' | 'regex' | 'name' | 'call' | 'op' | 'newline' | 'end'; readonly text: string };

/** What is wrong with a program, in words. */
export class AwkProblem extends Error {}

export const KEYWORDS = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'nextfile',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
]);
const OPERATORS = [
  '**=',
  '&&',
  '||',
  '==',
  '!=',
  '<=',
  '>=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '++',
  '--',
  '>>',
  '**',
  '!~',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '<',
  '>',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
];
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' };

function unescape(text: string): string {
  return text.replace(/\\(\r?\n|[0-7]{1,3}|[\s\S])/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : code === '\n' ? '' : (ESCAPES[code] ?? `\\${code}`),
  );
}

/** The tokens of a program, a newline and `end` last. Throws AwkProblem. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  /** Whether a slash here divides: behind an operand. */
  const divides = (): boolean => {
    const last = tokens.at(-1);
    return (
      last !== undefined &&
      (last.type === 'number' ||
        last.type === 'string' ||
        last.type === 'regex' ||
        (last.type === 'name' && !KEYWORDS.has(last.text)) ||
        (last.type === 'op' && [')', ']', '$', '++', '--'].includes(last.text)))
    );
  };
  while (at < text.length) {
    const char = text[at]!;
    if (char === ' ' || char === '\t' || char === '\r') at += 1;
    else if (char === '\\' && text[at + 1] === '\n') at += 2;
    else if (char === '#') while (at < text.length && text[at] !== '\n') at += 1;
    else if (char === '\n') {
      tokens.push({ type: 'newline', text: '\n' });
      at += 1;
    } else if (char === '"' || (char === '/' && !divides())) {
      let end = at + 1;
      let bracket = false;
      while (end < text.length && (text[end] !== char || bracket)) {
        if (text[end] === '\n') throw new AwkProblem('unterminated string');
        if (char === '/' && text[end] === '[') bracket = true;
        if (text[end] === ']') bracket = false;
        end += text[end] === '\\' ? 2 : 1;
      }
      if (end >= text.length) throw new AwkProblem('unterminated string');
      const inner = text.slice(at + 1, end);
      tokens.push(char === '"' ? { type: 'string', text: unescape(inner) } : { type: 'regex', text: inner.replaceAll('\\/', '/') });
      at = end + 1;
    } else {
      const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(text.slice(at, at + 40));
      const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(at, at + 100));
      const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
      if (number !== null) tokens.push({ type: 'number', text: number[0] });
      else if (name !== null) tokens.push({ type: text[at + name[0].length] === '(' && !KEYWORDS.has(name[0]) ? 'call' : 'name', text: name[0] });
      else if (operator !== undefined) tokens.push({ type: 'op', text: operator });
      else throw new AwkProblem(`unexpected character '${char}'`);
      at += (number?.[0] ?? name?.[0] ?? operator!).length;
    }
  }
  tokens.push({ type: 'newline', text: '\n' }, { type: 'end', text: '' });
  return tokens;
}
