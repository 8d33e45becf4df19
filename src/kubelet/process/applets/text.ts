/** Programs that pass text on: cat, head, wc, cut and their kin. */
import type { Program } from '../kernel.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import type { Bytes } from '../types.ts';
import { failedStatus, filter, linesOf, whole } from './input.ts';
import { options, sizeOf } from './options.ts';

const plainCat: Program = filter<null>({
  pieces: true,
  start: (system) => ({ files: system.args.filter((arg) => !/^-u?$/.test(arg) || arg === '-'), state: null }),
  take: (system, state, text) => {
    system.print(text);
    return state;
  },
  end: failedStatus,
});

/** With an option that looks at lines. */
const shownCat: Program = filter<{ readonly number: 'n' | 'b' | ''; readonly shows: boolean; readonly ends: boolean; readonly at: number }>({
  start: (system) => {
    const parsed = options(system, 'nbvetAEsTu');
    if (parsed === undefined) return 1;
    const { flags } = parsed;
    return {
      files: parsed.rest,
      state: {
        number: flags.has('b') ? 'b' : flags.has('n') ? 'n' : '',
        shows: flags.has('A') || flags.has('v') || flags.has('e') || flags.has('t'),
        ends: flags.has('A') || flags.has('E') || flags.has('e'),
        at: 1,
      },
    };
  },
  take: (system, state, line, _source, newline) => {
    const counts = state.number === 'n' || (state.number === 'b' && line !== '');
    const shown = state.shows ? line.replace(/[\0-\x08\x0b-\x1f\x7f]/g, (char) => (char === '\x7f' ? '^?' : `^${String.fromCharCode(char.charCodeAt(0) + 64)}`)) : line;
    system.print(`${counts ? `${String(state.at).padStart(6)}\t` : ''}${shown}${newline ? `${state.ends ? '$' : ''}\n` : ''}`);
    return counts ? { ...state, at: state.at + 1 } : state;
  },
  end: failedStatus,
});

export const cat: Program = (kernel, container, proc) => (proc.argv.slice(1).some((arg) => /^-[^u]/.test(arg)) ? shownCat : plainCat)(kernel, container, proc);

export const tac: Program = whole<null>({
  start: (system) => ({ files: system.args, options: null }),
  run: (system, inputs, _options, failed) => {
    for (const { data } of inputs) system.print((data.match(/[^\n]*\n|[^\n]+$/g) ?? []).reverse().join(''));
    return failed ? 1 : 0;
  },
});

export const rev: Program = filter<null>({
  start: (system) => ({ files: system.args, state: null }),
  take: (system, state, line, _source, newline) => {
    system.print([...line].reverse().join('') + (newline ? '\n' : ''));
    return state;
  },
  end: failedStatus,
});

/** `-5` and `+3` as `-n` takes them. */
export const withCounts = (args: readonly string[]): string[] =>
  args.flatMap((arg, i) => (/^-[nc]$/.test(args[i - 1] ?? '') ? [arg] : /^-\d+$/.test(arg) ? ['-n', arg.slice(1)] : /^\+\d+$/.test(arg) ? ['-n', arg] : [arg]));

interface Head {
  readonly bytes: boolean;
  readonly count: number;
  readonly left: number;
  readonly headers: boolean;
  readonly file: number;
  readonly held: readonly Bytes[];
}
export const head: Program = filter<Head>({
  start: (system) => {
    const parsed = options(system, 'n:c:qv', { lines: 'n', bytes: 'c', quiet: 'q', verbose: 'v' }, withCounts(system.args));
    if (parsed === undefined) return 1;
    const text = parsed.values.get('c') ?? parsed.values.get('n') ?? '10';
    const size = sizeOf(text.replace(/^[-+]/, ''));
    if (size === undefined) {
      system.warn(`invalid number '${text}'`);
      return 1;
    }
    const count = text.startsWith('-') ? -size : size;
    return {
      files: parsed.rest,
      state: { bytes: parsed.values.has('c'), count, left: count, headers: (parsed.rest.length > 1 || parsed.flags.has('v')) && !parsed.flags.has('q'), file: -1, held: [] },
    };
  },
  pieces: true,
  unreadable: (system, name, why) => system.warn(system.gnu ? `cannot open '${name}' for reading: ${why}` : `${name}: ${why}`),
  take: (system, before, text, source) => {
    let state = before;
    if (state.file !== source.index) {
      if (state.headers) system.print(`${state.file >= 0 ? '\n' : ''}==> ${source.name === '-' ? 'standard input' : source.name} <==\n`);
      state = { ...state, file: source.index, left: state.count, held: [] };
    }
    if (state.count < 0) return { ...state, held: [...state.held, text] };
    if (state.bytes) {
      system.print(text.slice(0, state.left));
      state = { ...state, left: Math.max(0, state.left - text.length) };
    } else {
      let end = 0;
      let { left } = state;
      while (left > 0 && end < text.length) {
        const newline = text.indexOf('\n', end);
        end = newline < 0 ? text.length : newline + 1;
        if (newline >= 0) left -= 1;
      }
      system.print(text.slice(0, end));
      state = { ...state, left };
    }
    // Once it has what it wants it goes, so that what feeds it is told.
    return state.left === 0 && !state.headers ? { exit: 0 } : state;
  },
  fileEnd: (system, state) => {
    if (state.count >= 0) return state;
    const data = state.held.join('');
    if (state.bytes) system.print(data.slice(0, Math.max(0, data.length + state.count)));
    else {
      const lines = data.match(/[^\n]*\n|[^\n]+$/g) ?? [];
      system.print(lines.slice(0, Math.max(0, lines.length + state.count)).join(''));
    }
    return { ...state, held: [] };
  },
  end: failedStatus,
});

interface Counts {
  readonly lines: number;
  readonly words: number;
  readonly bytes: number;
  readonly longest: number;
}
export const wc: Program = whole<{ readonly flags: readonly string[]; readonly named: boolean }>({
  start: (system) => {
    const parsed = options(system, 'clmwL', { bytes: 'c', lines: 'l', words: 'w', chars: 'm' });
    return parsed === undefined ? 1 : { files: parsed.rest, options: { flags: [...parsed.flags], named: parsed.rest.length > 0 } };
  },
  unreadable: (system, name, why) => system.warn(`${name}: ${why}`),
  run: (system, inputs, { flags, named }, failed) => {
    const wanted = (['l', 'w', 'm', 'c', 'L'] as const).filter((flag) => (flags.length === 0 ? 'lwc'.includes(flag) : flags.includes(flag)));
    const counts: readonly (Counts & { name: string })[] = inputs.map(({ name, data }) => ({
      name,
      lines: data.split('\n').length - 1,
      words: data.match(/\S+/g)?.length ?? 0,
      bytes: data.length,
      longest: Math.max(0, ...data.split('\n').map((line) => line.length)),
    }));
    const total = counts.reduce(
      (sum, count) => ({
        name: 'total',
        lines: sum.lines + count.lines,
        words: sum.words + count.words,
        bytes: sum.bytes + count.bytes,
        longest: Math.max(sum.longest, count.longest),
      }),
      { name: 'total', lines: 0, words: 0, bytes: 0, longest: 0 },
    );
    const valueOf = (count: Counts, flag: string): string => String(flag === 'l' ? count.lines : flag === 'w' ? count.words : flag === 'L' ? count.longest : count.bytes);
    // GNU: as wide as the total needs, 7 for what may be endless; busybox: 9 where there is more than one number.
    const gnuWidth = wanted.length === 1 && counts.length <= 1 ? 0 : named ? Math.max(...wanted.map((flag) => valueOf(total, flag).length), String(total.bytes).length) : 7;
    const print = (count: Counts & { name: string }): void => {
      const numbers = wanted.map((flag) => valueOf(count, flag).padStart(system.gnu ? gnuWidth : wanted.length > 1 || counts.length > 1 ? 9 : 0)).join(' ');
      system.print(`${numbers}${named ? ` ${count.name}` : ''}\n`);
    };
    counts.forEach(print);
    if (counts.length > 1) print(total);
    return failed ? 1 : 0;
  },
});

interface Uniq {
  readonly flags: readonly string[];
  readonly skipFields: number;
  readonly skipChars: number;
  readonly width: number;
  readonly output: string | null;
  readonly line: Bytes | null;
  readonly count: number;
}
export const uniq: Program = filter<Uniq>({
  start: (system) => {
    const parsed = options(system, 'cduiw:s:f:', { count: 'c', repeated: 'd', unique: 'u' });
    if (parsed === undefined) return 1;
    const [input, output] = parsed.rest;
    return {
      files: input === undefined ? [] : [input],
      state: {
        flags: [...parsed.flags],
        skipFields: Number(parsed.values.get('f') ?? 0),
        skipChars: Number(parsed.values.get('s') ?? 0),
        width: Number(parsed.values.get('w') ?? 1e9),
        output: output ?? null,
        line: null,
        count: 0,
      },
    };
  },
  take: (system, state, line) => {
    const keyOf = (text: Bytes): Bytes => {
      let key = text;
      for (let i = 0; i < state.skipFields; i += 1) key = key.replace(/^[ \t]*[^ \t]*/, '');
      key = key.slice(state.skipChars).slice(0, state.width);
      return state.flags.includes('i') ? key.toLowerCase() : key;
    };
    if (state.line !== null && keyOf(state.line) === keyOf(line)) return { ...state, count: state.count + 1 };
    printUniq(system, state);
    return { ...state, line, count: 1 };
  },
  end: (system, state, failed) => {
    printUniq(system, state);
    return failed ? 1 : 0;
  },
});

function printUniq(system: SystemCalls, state: Uniq): void {
  if (state.line === null || (state.flags.includes('d') && state.count < 2) || (state.flags.includes('u') && state.count > 1)) return;
  const text = `${state.flags.includes('c') ? `${String(state.count).padStart(7)} ` : ''}${state.line}\n`;
  if (state.output === null) system.print(text);
  else system.files.write(state.output, (data) => data + text);
}

interface Tee {
  readonly files: readonly string[];
  readonly failed: boolean;
}
export const tee: Program = filter<Tee>({
  pieces: true,
  start: (system) => {
    const parsed = options(system, 'ai', { append: 'a' });
    if (parsed === undefined) return 1;
    let failed = false;
    const files = parsed.rest.filter((path) => {
      const opened = system.files.write(path, parsed.flags.has('a') ? (data) => data : '');
      if (opened.ok) return true;
      system.warn(`${path}: ${errorText(opened.error)}`);
      failed = true;
      return false;
    });
    return { files: ['-'], state: { files, failed } };
  },
  take: (system, state, text) => {
    system.print(text);
    for (const path of state.files) system.files.write(path, (data) => data + text);
    return state;
  },
  end: (_system, state) => (state.failed ? 1 : 0),
});

export const nl: Program = filter<{ readonly all: boolean; readonly width: number; readonly separator: string; readonly at: number }>({
  start: (system) => {
    const parsed = options(system, 'b:i:s:v:w:n:', { 'body-numbering': 'b' });
    return parsed === undefined
      ? 1
      : {
          files: parsed.rest,
          state: {
            all: parsed.values.get('b') === 'a',
            width: Number(parsed.values.get('w') ?? 6),
            separator: parsed.values.get('s') ?? '\t',
            at: Number(parsed.values.get('v') ?? 1),
          },
        };
  },
  take: (system, state, line) => {
    if (line === '' && !state.all) {
      system.print(`${' '.repeat(state.width + state.separator.length)}\n`);
      return state;
    }
    system.print(`${String(state.at).padStart(state.width)}${state.separator}${line}\n`);
    return { ...state, at: state.at + 1 };
  },
  end: failedStatus,
});

export const fold: Program = filter<{ readonly width: number; readonly spaces: boolean }>({
  start: (system) => {
    const parsed = options(system, 'bsw:', { width: 'w', spaces: 's' });
    return parsed === undefined ? 1 : { files: parsed.rest, state: { width: Math.max(1, Number(parsed.values.get('w') ?? 80)), spaces: parsed.flags.has('s') } };
  },
  take: (system, state, line, _source, newline) => {
    let rest = line;
    while (rest.length > state.width) {
      const space = state.spaces ? rest.lastIndexOf(' ', state.width - 1) : -1;
      const at = space >= 0 ? space + 1 : state.width;
      system.print(`${rest.slice(0, at)}\n`);
      rest = rest.slice(at);
    }
    system.print(rest + (newline ? '\n' : ''));
    return state;
  },
  end: failedStatus,
});

export const expand: Program = filter<number>({
  start: (system) => {
    const parsed = options(system, 't:i');
    return parsed === undefined ? 1 : { files: parsed.rest, state: Number(parsed.values.get('t') ?? 8) || 8 };
  },
  take: (system, width, line, _source, newline) => {
    let out = '';
    for (const char of line) out += char === '\t' ? ' '.repeat(width - (out.length % width)) : char;
    system.print(out + (newline ? '\n' : ''));
    return width;
  },
  end: failedStatus,
});

export const paste: Program = whole<{ readonly delimiters: string; readonly serial: boolean }>({
  start: (system) => {
    const parsed = options(system, 'd:s', { delimiters: 'd', serial: 's' });
    return parsed === undefined
      ? 1
      : { files: parsed.rest, options: { delimiters: (parsed.values.get('d') ?? '\t').replaceAll('\\n', '\n').replaceAll('\\t', '\t'), serial: parsed.flags.has('s') } };
  },
  run: (system, inputs, { delimiters, serial }, failed) => {
    const columns = inputs.map(({ data }) => linesOf(data));
    const join = (parts: readonly string[]): string => parts.map((part, i) => (i === 0 ? part : (delimiters[(i - 1) % delimiters.length] ?? '') + part)).join('');
    if (serial) for (const column of columns) system.print(`${join(column)}\n`);
    else {
      // `paste - - -` deals one input out to several columns.
      const dashes = inputs.filter(({ name }) => name === '-').length;
      const dealt =
        dashes > 1
          ? inputs.map(({ name }, i) =>
              name === '-'
                ? (columns[inputs.findIndex((input) => input.name === '-')] ?? []).filter(
                    (_, row) => row % dashes === inputs.slice(0, i).filter((input) => input.name === '-').length,
                  )
                : columns[i]!,
            )
          : columns;
      const rows = Math.max(0, ...dealt.map((column) => column.length));
      for (let row = 0; row < rows; row += 1) system.print(`${join(dealt.map((column) => column[row] ?? ''))}\n`);
    }
    return failed ? 1 : 0;
  },
});
