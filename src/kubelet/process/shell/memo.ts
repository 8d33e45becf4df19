/** What a shell keeps between its turns: plain data, with what is empty left out while it waits. */
import type { Signal } from '../types.ts';

/** Value (null: none yet) and attributes: `x` exported, `r` read-only. */
export type Variable = readonly [value: string | null, attributes: string];
/** A run of text within a word: plain, quoted (never split or globbed), expanded (split and globbed), or the border between two fields of `$@`. */
export type Segment = readonly [text: string, kind: 'plain' | 'quoted' | 'expanded' | 'border'];

export type FrameKind = 'main' | 'sub' | 'function' | 'source' | 'eval' | 'trap' | 'exit-trap' | 'input';

/** A saved descriptor: its number, and where its content is kept (0: it was closed). */
export type SavedFd = readonly [fd: number, kept: number];

export interface Loop {
  readonly items: readonly string[];
  next: number;
  status: number;
  turned: boolean;
}

export interface Frame {
  readonly kind: FrameKind;
  /** The program's text; `codeOf(text, last)` gives its instructions. */
  readonly text: string;
  readonly last: boolean;
  pc: number;
  /** The script's name as messages give it with a line number; absent for `sh -c`. */
  readonly file?: string;
  line: number;
  segments: Segment[][];
  fields: string[];
  strings: string[];
  assignments: (readonly [string, string])[];
  /** What the redirections of the command being built have replaced. */
  saved: SavedFd[];
  failed: boolean;
  /** The command being built contained a command substitution: its status counts if there is nothing else. */
  substituted: boolean;
  scopes: SavedFd[][];
  loops: Loop[];
  /** What a call replaced. */
  parameters?: readonly string[];
  locals?: Record<string, Variable | null>;
  tested: number;
  status?: number;
}

/** What a shell waits for in the middle of an instruction. */
export type Pending =
  | { readonly on: 'children'; readonly pids: readonly number[]; readonly statuses: readonly (number | null)[] }
  | { readonly on: 'capture'; readonly fd: number; readonly pid: number; readonly data: string; readonly quoted: boolean }
  /** A built-in that is called again: what it keeps. */
  | { readonly on: 'builtin'; readonly memo: unknown };

export interface ShellMemo {
  frames: Frame[];
  variables: Record<string, Variable>;
  functions: Record<string, { readonly text: string; readonly last: boolean; readonly pc: number }>;
  parameters: readonly string[];
  arg0: string;
  options: string;
  status: number;
  /** `$$` */
  pid: number;
  lastBackground: number;
  /** Background children that `wait` waits for. */
  jobs: readonly number[];
  /** What to run on a signal, or on EXIT; '' ignores it. */
  traps: Record<string, string>;
  /** Above 0: `set -e` does not apply. */
  tested: number;
  subshell: boolean;
  exiting?: number;
  pending?: Pending;
  /** Of a command line that is not complete yet. */
  input?: string;
}

export const newFrame = (kind: FrameKind, text: string, last: boolean, pc: number, rest: Partial<Frame> = {}): Frame => ({
  kind,
  text,
  last,
  pc,
  line: 0,
  segments: [[]],
  fields: [],
  strings: [],
  assignments: [],
  saved: [],
  failed: false,
  substituted: false,
  scopes: [],
  loops: [],
  tested: 0,
  ...rest,
});

export const newMemo = (frames: Frame[], rest: Partial<ShellMemo> = {}): ShellMemo => ({
  frames,
  variables: {},
  functions: {},
  parameters: [],
  arg0: 'sh',
  options: '',
  status: 0,
  pid: 0,
  lastBackground: 0,
  jobs: [],
  traps: {},
  tested: 0,
  subshell: false,
  ...rest,
});

const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === 0 ||
  value === '' ||
  value === false ||
  (Array.isArray(value) && (value.length === 0 || (value.length === 1 && Array.isArray(value[0]) && value[0].length === 0))) ||
  (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0);

const stripped = (value: object): object => {
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) if (!isBlank(field)) copy[key] = field;
  return copy;
};

/** The memo as the state keeps it. */
export const suspend = (memo: ShellMemo): unknown => ({ ...stripped(memo), frames: memo.frames.map(stripped) });

/** The memo for a turn: free to be changed. */
export function resume(kept: unknown): ShellMemo {
  const memo = kept as Partial<ShellMemo> & { readonly frames: readonly Partial<Frame>[] };
  const frames = memo.frames.map((frame) =>
    newFrame(frame.kind!, frame.text ?? '', frame.last ?? false, frame.pc ?? 0, {
      ...frame,
      ...(frame.segments === undefined ? {} : { segments: frame.segments.map((list) => [...list]) }),
      ...(frame.fields === undefined ? {} : { fields: [...frame.fields] }),
      ...(frame.strings === undefined ? {} : { strings: [...frame.strings] }),
      ...(frame.assignments === undefined ? {} : { assignments: [...frame.assignments] }),
      ...(frame.saved === undefined ? {} : { saved: [...frame.saved] }),
      ...(frame.scopes === undefined ? {} : { scopes: [...frame.scopes] }),
      ...(frame.loops === undefined ? {} : { loops: frame.loops.map((loop) => ({ ...loop })) }),
    }),
  );
  return newMemo(frames, { ...memo, frames });
}

/** The numbers and names that `trap` takes, as a trap's key. */
export type TrapKey = Signal | 'EXIT';
