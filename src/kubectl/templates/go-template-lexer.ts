/** Cuts a Go template into texts and the tokens of its actions (upstream: Go's text/template/parse/lex.go). */

export type TokenType =
  | 'text'
  | 'leftDelim'
  | 'rightDelim'
  | 'space'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'keyword'
  | 'string'
  | 'rawString'
  | 'char'
  | 'number'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'pipe'
  | 'declare'
  | 'assign'
  | 'leftParen'
  | 'rightParen'
  | 'comma'
  | 'comment'
  | 'eof'
  | 'error';

export interface Token {
  readonly type: TokenType;
  /** For an error, the sentence. */
  readonly text: string;
  readonly pos: number;
  readonly line: number;
}

const KEYWORDS = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);
const isSpace = (c: string): boolean => c !== '' && ' \t\r\n'.includes(c);
const isAlphaNumeric = (c: string): boolean => /^[_\p{L}\p{Nd}]$/u.test(c);
const isDelimiter = (text: string, at: number): boolean => at >= text.length || isSpace(text.charAt(at)) || '.,|:)('.includes(text.charAt(at)) || text.startsWith('}}', at);

/** Ends with `eof`, or with the first `error`. */
export function lexTemplate(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  const push = (type: TokenType, value: string, pos: number): void => {
    tokens.push({ type, text: value, pos, line });
  };
  const countLines = (value: string): void => {
    line += value.split('\n').length - 1;
  };
  const fail = (message: string): readonly Token[] => [...tokens, { type: 'error', text: message, pos: at, line }];
  let trimNext = false;
  for (;;) {
    const open = text.indexOf('{{', at);
    const raw = open < 0 ? text.slice(at) : text.slice(at, open);
    const trimEnd = open >= 0 && text.charAt(open + 2) === '-' && isSpace(text.charAt(open + 3));
    let shown = trimNext ? raw.replace(/^[ \t\r\n]+/, '') : raw;
    if (trimEnd) shown = shown.replace(/[ \t\r\n]+$/, '');
    if (shown !== '') push('text', shown, at);
    countLines(raw);
    if (open < 0) {
      push('eof', '', text.length);
      return tokens;
    }
    at = open + 2 + (trimEnd ? 2 : 0);
    if (text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at);
      if (close < 0) return fail('unclosed comment');
      countLines(text.slice(at, close));
      at = close + 2;
      const trims = isSpace(text.charAt(at)) && text.startsWith('-}}', at + 1);
      if (!trims && !text.startsWith('}}', at)) return fail('comment ends before closing delimiter');
      at += trims ? 4 : 2;
      trimNext = trims;
      continue;
    }
    push('leftDelim', '{{', open);
    let parens = 0;
    for (;;) {
      const trims = isSpace(text.charAt(at)) && text.startsWith('-}}', at + 1);
      if (trims || text.startsWith('}}', at)) {
        if (parens > 0) return fail('unclosed left paren');
        push('rightDelim', '}}', at);
        at += trims ? 4 : 2;
        trimNext = trims;
        break;
      }
      const token = lexInside(text, at);
      if (token.type === 'error') return fail(token.text);
      if (token.type === 'leftParen') parens += 1;
      if (token.type === 'rightParen' && --parens < 0) return fail('unexpected right paren');
      push(token.type, token.text, at);
      countLines(token.text);
      at += token.text.length;
    }
  }
}

type Piece = Pick<Token, 'type' | 'text'>;

function lexInside(text: string, at: number): Piece {
  const error = (message: string): Piece => ({ type: 'error', text: message });
  const char = text.charAt(at);
  if (at >= text.length) return error('unclosed action');
  if (isSpace(char)) {
    let end = at;
    while (isSpace(text.charAt(end)) && !text.startsWith('-}}', end + 1)) end += 1;
    return { type: 'space', text: text.slice(at, Math.max(end, at + 1)) };
  }
  if (char === '=') return { type: 'assign', text: char };
  if (char === ':') return text.charAt(at + 1) === '=' ? { type: 'declare', text: ':=' } : error('expected :=');
  if (char === '|') return { type: 'pipe', text: char };
  if (char === ',') return { type: 'comma', text: char };
  if (char === '(') return { type: 'leftParen', text: char };
  if (char === ')') return { type: 'rightParen', text: char };
  if (char === '"' || char === "'") return lexQuoted(text, at, char);
  if (char === '`') {
    const end = text.indexOf('`', at + 1);
    return end < 0 ? error('unterminated raw quoted string') : { type: 'rawString', text: text.slice(at, end + 1) };
  }
  if (char === '$' || (char === '.' && !/\d/.test(text.charAt(at + 1)))) return lexFieldOrVariable(text, at, char);
  if (/[+\-.\d]/.test(char)) {
    const number = /^[+-]?(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?)/.exec(text.slice(at));
    if (!number || isAlphaNumeric(text.charAt(at + number[0].length))) return error(`bad number syntax: ${JSON.stringify(/^[^\s|)}]*/.exec(text.slice(at))![0])}`);
    return { type: 'number', text: number[0] };
  }
  if (!isAlphaNumeric(char)) return error(`unrecognized character in action: U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`);
  let end = at;
  while (isAlphaNumeric(text.charAt(end))) end += 1;
  const word = text.slice(at, end);
  if (!isDelimiter(text, end)) return error(`bad character U+${text.charCodeAt(end).toString(16).toUpperCase().padStart(4, '0')} '${text.charAt(end)}'`);
  if (KEYWORDS.has(word)) return { type: 'keyword', text: word };
  if (word === 'true' || word === 'false') return { type: 'bool', text: word };
  return { type: word === 'nil' ? 'nil' : 'identifier', text: word };
}

function lexQuoted(text: string, at: number, quote: string): Piece {
  for (let end = at + 1; end < text.length && text.charAt(end) !== '\n'; end += 1) {
    if (text.charAt(end) === '\\') end += 1;
    else if (text.charAt(end) === quote) return { type: quote === '"' ? 'string' : 'char', text: text.slice(at, end + 1) };
  }
  return { type: 'error', text: quote === '"' ? 'unterminated quoted string' : 'unterminated character constant' };
}

function lexFieldOrVariable(text: string, at: number, first: string): Piece {
  let end = at + 1;
  while (isAlphaNumeric(text.charAt(end))) end += 1;
  if (!isDelimiter(text, end)) return { type: 'error', text: `bad character U+${text.charCodeAt(end).toString(16).toUpperCase().padStart(4, '0')} '${text.charAt(end)}'` };
  if (end === at + 1) return first === '.' ? { type: 'dot', text: '.' } : { type: 'variable', text: '$' };
  return { type: first === '.' ? 'field' : 'variable', text: text.slice(at, end) };
}
