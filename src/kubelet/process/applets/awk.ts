/** awk. Between records its state is plain data; the program's tree is parsed from its text again where needed. */
import type { Program } from '../kernel.ts';
import { errorText } from '../system-calls.ts';
import { AwkRun, type AwkState } from './awk-run.ts';
import { parseAwk } from './awk-parser.ts';
import type { AwkProgram } from './awk-program.ts';
import { filter } from './input.ts';
import { options } from './options.ts';

const known = new Map<string, AwkProgram>();
function programOf(text: string): AwkProgram {
  const before = known.get(text);
  if (before !== undefined) return before;
  const parsed = parseAwk(text);
  const program = parsed.ok ? parsed.value : { rules: [], functions: new Map() };
  if (known.size > 200) known.clear();
  known.set(text, program);
  return program;
}

/** `v=1` among the files sets a variable when its turn comes; here: before the first record. */
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/;

export const awk: Program = filter<AwkState>({
  pieces: true,
  start: (system) => {
    const parsed = options(system, '+F:v:f:e:', { 'field-separator': 'F', assign: 'v', file: 'f' });
    if (parsed === undefined) return 1;
    const rest = [...parsed.rest];
    let text = '';
    for (const [option, value] of parsed.all) {
      if (option === 'e') text += `${value}\n`;
      if (option !== 'f') continue;
      const data = system.files.read(value);
      if (!data.ok) {
        system.warn(`can't open '${value}': ${errorText(data.error)}`);
        return 1;
      }
      text += `${data.value}\n`;
    }
    if (text === '') {
      const first = rest.shift();
      if (first === undefined) {
        system.write(2, 'Usage: awk [OPTIONS] [AWK_PROGRAM] [FILE]...\n');
        return 1;
      }
      text = first;
    }
    const parsedProgram = parseAwk(text);
    if (!parsedProgram.ok) {
      system.warn(`cmd. line:1: ${parsedProgram.error}`);
      return system.gnu ? 2 : 1;
    }
    const files = rest.filter((arg) => !ASSIGNMENT.test(arg) && arg !== '');
    const state: AwkState = {
      text,
      variables: {
        NR: 0,
        FNR: 0,
        NF: 0,
        FS: ' ',
        OFS: ' ',
        ORS: '\n',
        RS: '\n',
        SUBSEP: '\x1c',
        RSTART: 0,
        RLENGTH: -1,
        CONVFMT: '%.6g',
        OFMT: '%.6g',
        FILENAME: '',
        ARGC: rest.length + 1,
      },
      arrays: {
        ENVIRON: Object.fromEntries(Object.entries(system.environ()).map(([name, value]) => [name, { input: value }])),
        ARGV: Object.fromEntries(['awk', ...rest].map((arg, i) => [String(i), { input: arg }])),
      },
      record: '',
      ranges: [],
      rest: '',
      file: -1,
      readers: {},
      opened: [],
      code: null,
    };
    const run = new AwkRun(system, programOf(text), state);
    const separator = parsed.values.get('F');
    if (separator !== undefined) run.setVariable('FS', separator === 't' ? '\t' : separator.replaceAll('\\t', '\t').replaceAll('\\|', '\\|'));
    for (const [option, value] of parsed.all) {
      const match = option === 'v' ? ASSIGNMENT.exec(value) : null;
      if (match !== null) run.setVariable(match[1]!, { input: match[2]!.replaceAll('\\n', '\n').replaceAll('\\t', '\t') });
    }
    run.rules('BEGIN');
    if (run.state.code !== null) return ended(run);
    for (const arg of rest) {
      const match = ASSIGNMENT.exec(arg);
      if (match !== null) run.setVariable(match[1]!, { input: match[2]! });
    }
    const { rules } = programOf(text);
    if (rules.every(({ when }) => when === 'BEGIN')) return 0;
    return { files, state: run.state };
  },
  unreadable: (system, name, why) => system.warn(system.gnu ? `warning: command line argument \`${name}': ${why}` : `can't open file '${name}': ${why}`),
  take: (system, before, text, source) => {
    const run = new AwkRun(system, programOf(before.text), before);
    if (run.state.file !== source.index) {
      run.state.file = source.index;
      run.setVariable('FNR', 0);
      run.setVariable('FILENAME', source.name === '-' ? '' : source.name);
    }
    run.state.rest += text;
    run.records(false);
    return run.state.code === null ? run.state : { exit: ended(run) };
  },
  fileEnd: (system, before) => {
    const run = new AwkRun(system, programOf(before.text), before);
    run.records(true);
    return run.state.code === null ? run.state : { exit: ended(run) };
  },
  end: (system, before, failed) => {
    const run = new AwkRun(system, programOf(before.text), before);
    run.rules('END');
    return run.state.code ?? (failed ? 2 : 0);
  },
});

/** `exit` in a rule still runs the END rules. */
function ended(run: AwkRun): number {
  const code = run.state.code!;
  run.state.code = null;
  run.rules('END');
  return run.state.code ?? code;
}
