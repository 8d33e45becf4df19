/** Words of the expression language (upstream: cel-go parser/gen/CEL.g4), with where they stand. */

export type TokenKind = 'identifier' | 'quoted identifier' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'end' | 'sign';

export interface Token {
  readonly kind: TokenKind;
  /** As it is written. */
  readonly text: string;
  readonly at: number;
}

export interface Mistake {
  readonly at: number;
  readonly message: string;
}

const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?${'`'}]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
const quoted = (mark: string): string => `${mark}(?:[^\\\\${mark}\\n\\r]|${ESCAPE})*${mark}`;
const tripled = (mark: string): string => `${mark.repeat(3)}(?:[^\\\\]|${ESCAPE})*?${mark.repeat(3)}`;
const raw = (mark: string): string => `[rR](?:${mark.repeat(3)}[^]*?${mark.repeat(3)}|${mark}[^${mark}\\n\\r]*${mark})`;
const TEXT = `${raw('"')}|${raw("'")}|${tripled('"')}|${tripled("'")}|${quoted('"')}|${quoted("'")}`;

const PATTERNS: readonly (readonly [TokenKind | 'space', RegExp])[] = [
  ['space', /[\t\r\n\f ]+|\/\/[^\n]*/y],
  ['bytes', new RegExp(`[bB](?:${TEXT})`, 'y')],
  ['string', new RegExp(TEXT, 'y')],
  ['double', /\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?/y],
  ['uint', /(?:0x[0-9a-fA-F]+|\d+)[uU]/y],
  ['int', /0x[0-9a-fA-F]+|\d+/y],
  ['identifier', /[A-Za-z_]\w*/y],
  ['quoted identifier', /`[\w.\-/ ]+`/y],
  ['sign', /==|!=|<=|>=|&&|\|\||[<>[\](){}.,?:+\-*/%!]/y],
];
const SIGN_WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in']);

/** How far a word was read that then was none: through the letter that broke it. */
function broken(text: string, at: number): number {
  const begun = /^[rRbB]{0,2}(["'])/.exec(text.slice(at, at + 3));
  if (begun) {
    const isRaw = /[rR]/.test(begun[0]);
    for (let i = at + begun[0].length; i < text.length; i += 1) {
      if (text[i] === '\n' || text[i] === '\r') return i + 1;
      if (text[i] !== '\\' || isRaw) continue;
      const escape = new RegExp(ESCAPE, 'y');
      escape.lastIndex = i;
      if (!escape.test(text))
        return Math.min(i + 1 + /^(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?/.exec(text.slice(i + 1, i + 10))![0].length + 1, text.length);
      i = escape.lastIndex - 1;
    }
    return text.length;
  }
  return Math.min(at + (/[=&|]/.test(text[at]!) ? 2 : 1), text.length);
}

export function tokensOf(text: string): { readonly tokens: readonly Token[]; readonly mistakes: readonly Mistake[] } {
  const tokens: Token[] = [];
  const mistakes: Mistake[] = [];
  for (let at = 0; at < text.length;) {
    const found = PATTERNS.flatMap(([kind, pattern]) => {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      return match ? [{ kind, text: match[0] }] : [];
    });
    const longest = found.reduce<(typeof found)[number] | undefined>((most, one) => (most && most.text.length >= one.text.length ? most : one), undefined);
    if (!longest) {
      const end = broken(text, at);
      mistakes.push({ at, message: `Syntax error: token recognition error at: '${text.slice(at, end)}'` });
      at = end;
      continue;
    }
    if (longest.kind !== 'space') tokens.push({ kind: SIGN_WORDS.has(longest.text) ? 'sign' : longest.kind, text: longest.text, at });
    at += longest.text.length;
  }
  return { tokens: [...tokens, { kind: 'end', text: '<EOF>', at: text.length }], mistakes };
}
