/**
 * A command line as people edit it in a shell: cursor, history, the usual control keys. Pure: keys in, text and what to do out;
 * whoever shows it draws `line` with the cursor at `cursor`.
 */
export interface LineState {
  readonly line: string;
  readonly cursor: number;
  readonly history: readonly string[];
  /** Where in history it stands; `history.length` is the line being written. */
  readonly at: number;
  /** What was being written when history was entered. */
  readonly draft: string;
}

export type LineAction = 'submit' | 'complete' | 'interrupt' | 'clear' | 'end' | undefined;

export const emptyLine = (history: readonly string[] = []): LineState => ({ line: '', cursor: 0, history, at: history.length, draft: '' });

const HISTORY = 500;

/** Takes one key as a terminal sends it (an escape sequence, a control character) or pasted text without line breaks. */
export function press(state: LineState, key: string): { readonly state: LineState; readonly action?: LineAction } {
  const { line, cursor } = state;
  switch (key) {
    case '\r':
      return { state, action: 'submit' };
    case '\t':
      return { state, action: 'complete' };
    case '\u0003':
      return { state, action: 'interrupt' };
    case '\u0004':
      return line === '' ? { state, action: 'end' } : { state: edit(state, line.slice(0, cursor) + line.slice(after(line, cursor)), cursor) };
    case '\u000c':
      return { state, action: 'clear' };
    case '\u007f':
    case '\b': {
      const start = before(line, cursor);
      return { state: edit(state, line.slice(0, start) + line.slice(cursor), start) };
    }
    case '\u001b[3~':
      return { state: edit(state, line.slice(0, cursor) + line.slice(after(line, cursor)), cursor) };
    case '\u001b[D':
    case '\u0002':
      return { state: { ...state, cursor: before(line, cursor) } };
    case '\u001b[C':
    case '\u0006':
      return { state: { ...state, cursor: after(line, cursor) } };
    case '\u001b[H':
    case '\u001bOH':
    case '\u0001':
      return { state: { ...state, cursor: 0 } };
    case '\u001b[F':
    case '\u001bOF':
    case '\u0005':
      return { state: { ...state, cursor: line.length } };
    case '\u001b[1;5D':
    case '\u001bb':
      return { state: { ...state, cursor: wordStart(line, cursor) } };
    case '\u001b[1;5C':
    case '\u001bf':
      return { state: { ...state, cursor: wordEnd(line, cursor) } };
    case '\u0015':
      return { state: edit(state, line.slice(cursor), 0) };
    case '\u000b':
      return { state: edit(state, line.slice(0, cursor), cursor) };
    case '\u0017': {
      const start = wordStart(line, cursor);
      return { state: edit(state, line.slice(0, start) + line.slice(cursor), start) };
    }
    case '\u001b[A':
    case '\u0010':
      return { state: recall(state, state.at - 1) };
    case '\u001b[B':
    case '\u000e':
      return { state: recall(state, state.at + 1) };
    default:
      if (key.startsWith('\u001b')) return { state };
      return { state: insert(state, printable(key)) };
  }
}

export function insert(state: LineState, text: string): LineState {
  if (text === '') return state;
  return edit(state, state.line.slice(0, state.cursor) + text + state.line.slice(state.cursor), state.cursor + text.length);
}

/** The line is done with: it goes into history, once in a row. */
export function submitted(state: LineState): LineState {
  const { line, history } = state;
  const longer = line.trim() === '' || history[history.length - 1] === line ? history : [...history, line].slice(-HISTORY);
  return emptyLine(longer);
}

const edit = (state: LineState, line: string, cursor: number): LineState => ({ ...state, line, cursor, at: state.history.length });

function recall(state: LineState, at: number): LineState {
  const { history } = state;
  if (at < 0 || at > history.length || at === state.at) return state;
  const draft = state.at === history.length ? state.line : state.draft;
  const line = at === history.length ? draft : history[at]!;
  return { ...state, line, cursor: line.length, at, draft };
}

// Surrogate pairs move as one.
const before = (line: string, cursor: number) => Math.max(0, cursor - (cursor >= 2 && isLow(line.charCodeAt(cursor - 1)) ? 2 : 1));
const after = (line: string, cursor: number) => Math.min(line.length, cursor + (isHigh(line.charCodeAt(cursor)) ? 2 : 1));
const isLow = (code: number) => code >= 0xdc00 && code <= 0xdfff;
const isHigh = (code: number) => code >= 0xd800 && code <= 0xdbff;

function wordStart(line: string, cursor: number): number {
  let at = cursor;
  while (at > 0 && line[at - 1] === ' ') at -= 1;
  while (at > 0 && line[at - 1] !== ' ') at -= 1;
  return at;
}

function wordEnd(line: string, cursor: number): number {
  let at = cursor;
  while (at < line.length && line[at] === ' ') at += 1;
  while (at < line.length && line[at] !== ' ') at += 1;
  return at;
}

/** Without control characters. */
function printable(text: string): string {
  let out = '';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code >= 0x20 && code !== 0x7f) out += char;
  }
  return out;
}
