/** grep, egrep, fgrep. */
import type { Program } from '../kernel.ts';
import type { SystemCalls } from '../system-calls.ts';
import { filter } from './input.ts';
import { options } from './options.ts';
import { regular, type Regular } from './regular.ts';

interface Grep {
  readonly patterns: readonly string[];
  readonly flags: string;
  readonly before: number;
  readonly after: number;
  readonly max: number;
  readonly headers: boolean;
  /** Of the file at hand. */
  readonly file: number;
  readonly line: number;
  readonly hits: number;
  readonly trailing: number;
  readonly held: readonly string[];
  readonly printed: number;
  readonly any: boolean;
}

function matchersOf(system: SystemCalls, state: Pick<Grep, 'patterns' | 'flags'>): Regular[] | undefined {
  const { flags } = state;
  const list: Regular[] = [];
  for (const pattern of state.patterns) {
    const compiled = regular(pattern, {
      extended: flags.includes('E'),
      fixed: flags.includes('F'),
      ignoreCase: flags.includes('i'),
      word: flags.includes('w'),
      line: flags.includes('x'),
    });
    if (!compiled.ok) {
      system.warn(compiled.error);
      return undefined;
    }
    list.push(compiled.value);
  }
  return list;
}

export const grep: Program = filter<Grep>({
  start: (system) => {
    const args = system.args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-C', arg.slice(1)] : arg === '--color' || arg.startsWith('--color=') ? [] : [arg]));
    const parsed = options(
      system,
      'EFGPiwxvcnlLqsohHrRazm:A:B:C:e:f:',
      {
        'extended-regexp': 'E',
        'fixed-strings': 'F',
        'perl-regexp': 'P',
        'ignore-case': 'i',
        'invert-match': 'v',
        count: 'c',
        'line-number': 'n',
        'only-matching': 'o',
        quiet: 'q',
        silent: 'q',
        'word-regexp': 'w',
        'line-regexp': 'x',
        'no-filename': 'h',
        'with-filename': 'H',
        recursive: 'r',
        'files-with-matches': 'l',
        'no-messages': 's',
        'after-context': 'A',
        'before-context': 'B',
        context: 'C',
        regexp: 'e',
        file: 'f',
        'max-count': 'm',
        'line-buffered': 'a',
      },
      args,
    );
    if (parsed === undefined) return 2;
    const rest = [...parsed.rest];
    let patterns = parsed.all.filter(([option]) => option === 'e').flatMap(([, value]) => value.split('\n'));
    const file = parsed.values.get('f');
    if (file !== undefined) {
      const data = system.files.read(file);
      patterns = [...patterns, ...(data.ok ? data.value.replace(/\n$/, '').split('\n') : [])];
    }
    if (patterns.length === 0 && file === undefined) {
      const pattern = rest.shift();
      if (pattern === undefined) {
        system.write(
          2,
          system.gnu
            ? "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"
            : 'BusyBox v1.36.1 multi-call binary.\n\nUsage: grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...\n',
        );
        return system.gnu ? 2 : 1;
      }
      patterns = pattern.split('\n');
    }
    const flags = [...parsed.flags].join('').replace('P', 'E') + (system.name === 'egrep' ? 'E' : system.name === 'fgrep' ? 'F' : '');
    const context = Number(parsed.values.get('C') ?? 0);
    const recursive = flags.includes('r') || flags.includes('R');
    const files = recursive ? (rest.length === 0 ? ['.'] : rest).flatMap((path) => below(system, path)) : rest;
    const state: Grep = {
      patterns,
      flags,
      before: Number(parsed.values.get('B') ?? context),
      after: Number(parsed.values.get('A') ?? context),
      max: Number(parsed.values.get('m') ?? Number.MAX_SAFE_INTEGER),
      headers: flags.includes('H') || ((files.length > 1 || recursive) && !flags.includes('h')),
      file: -1,
      line: 0,
      hits: 0,
      trailing: 0,
      held: [],
      printed: -1,
      any: false,
    };
    if (matchersOf(system, state) === undefined) return 2;
    return recursive && files.length === 0 ? 1 : { files, state };
  },
  unreadable: (system, name, why) => {
    if (!system.args.some((arg) => /^-[a-zA-Z]*s/.test(arg))) system.warn(`${name}: ${why}`);
  },
  take: (system, before, line, source) => {
    let state = before.file === source.index ? before : { ...before, file: source.index, line: 0, hits: 0, trailing: 0, held: [], printed: before.printed < 0 ? -1 : 0 };
    const { flags } = state;
    state = { ...state, line: state.line + 1 };
    if (state.hits >= state.max) return contextLine(system, state, line, source.name);
    const matchers = matchersOf(system, state)!;
    const hit = matchers.some((matcher) => matcher.find(line) !== undefined) !== flags.includes('v');
    if (!hit) return contextLine(system, state, line, source.name);
    if (flags.includes('q')) return { exit: 0 };
    state = { ...state, hits: state.hits + 1, any: true };
    if (flags.includes('c') || flags.includes('l') || flags.includes('L')) return state;
    // Lines held back from before come first, after a border if they do not join what was printed.
    const first = state.line - state.held.length;
    const contexts = state.before > 0 || state.after > 0;
    if (contexts && state.printed >= 0 && first > state.printed + 1) system.print('--\n');
    state.held.forEach((text, i) => show(system, state, text, source.name, first + i, '-'));
    if (flags.includes('o')) {
      if (!flags.includes('v')) for (const text of pieces(matchers, line)) show(system, state, text, source.name, state.line, ':');
    } else show(system, state, line, source.name, state.line, ':');
    return { ...state, held: [], trailing: state.after, printed: state.line };
  },
  fileEnd: (system, state, source) => {
    const { flags } = state;
    const hits = state.file === source.index ? state.hits : 0;
    const name = source.name === '-' ? '(standard input)' : source.name;
    if (flags.includes('c')) system.print(`${state.headers ? `${name}:` : ''}${hits}\n`);
    if ((flags.includes('l') && hits > 0) || (flags.includes('L') && hits === 0)) system.print(`${name}\n`);
    return state;
  },
  end: (_system, state, failed) => (state.any ? (failed ? 2 : 0) : failed ? 2 : 1),
});

function contextLine(system: SystemCalls, state: Grep, line: string, name: string): Grep {
  if (state.trailing > 0 && !/[clLq]/.test(state.flags)) {
    show(system, state, line, name, state.line, '-');
    return { ...state, trailing: state.trailing - 1, printed: state.line };
  }
  return state.before === 0 ? state : { ...state, held: [...state.held, line].slice(-state.before) };
}

function show(system: SystemCalls, state: Grep, text: string, name: string, line: number, mark: ':' | '-'): void {
  system.print(`${state.headers ? `${name === '-' ? '(standard input)' : name}${mark}` : ''}${state.flags.includes('n') ? `${line}${mark}` : ''}${text}\n`);
}

function pieces(matchers: readonly Regular[], line: string): string[] {
  const found: string[] = [];
  for (let at = 0; at <= line.length;) {
    const best = matchers
      .map((matcher) => matcher.find(line, at))
      .filter((match) => match !== undefined)
      .sort((a, b) => a.start - b.start || b.end - a.end)[0];
    if (best === undefined) break;
    if (best.end > best.start) found.push(line.slice(best.start, best.end));
    at = Math.max(best.end, best.start + 1);
  }
  return found;
}

/** The files in and under a folder. */
function below(system: SystemCalls, path: string): string[] {
  const node = system.files.stat(path, false);
  system.charge(3);
  if (!node.ok || node.value.type === 'file') return [path];
  const names = node.value.type === 'directory' ? system.files.list(path) : undefined;
  return names?.ok ? names.value.flatMap((name) => below(system, `${path.replace(/\/$/, '')}/${name}`)) : [];
}
