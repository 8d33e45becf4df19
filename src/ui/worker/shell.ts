/** kubectl and the shell around it, as the worker runs them. */
import { kindRegistry } from '../../cluster/cluster.ts';
import type { Task } from '../../engine/client.ts';
import { TaskRun } from '../../engine/drive.ts';
import type { Simulation } from '../../engine/simulation.ts';
import type { KubectlContext } from '../../kubectl/command.ts';
import type { Files as KubectlFiles, Io } from '../../kubectl/io.ts';
import { kubectl } from '../../kubectl/kubectl.ts';
import type { Completion, Files } from './protocol.ts';

export interface LineIo {
  /** Name → text; the command writes into it. */
  readonly files: Record<string, string>;
  readonly columns: number;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

const context: KubectlContext = { kinds: kindRegistry.kinds };

export class ShellHost {
  run(line: string, io: LineIo): { readonly task: Task<number> } {
    const [program, ...argv] = words(line);
    if (program === 'kubectl' || program === 'k') return { task: kubectl(argv, ioOf(io), context) };
    io.stderr(`${program}: command not found\n`);
    return { task: ended(127) };
  }

  /** What a command that only reads prints; throws with its error text. */
  read(argv: readonly string[], simulation: Simulation): string {
    let out = '';
    let problem = '';
    const io = { files: Object.create(null) as Record<string, string>, columns: 120, stdout: (text: string) => { out += text; }, stderr: (text: string) => { problem += text; } };
    const run = new TaskRun(simulation, kubectl(argv, ioOf(io), context));
    const state = run.advance();
    if (state.state === 'waiting') run.interrupt();
    else if (state.value !== 0) throw new Error(problem.trim());
    return out;
  }

  complete(_line: string, cursor: number, _files: Files, _simulation: Simulation): Completion {
    return { from: cursor, candidates: [] };
  }
}

// oxlint-disable-next-line require-yield
function* ended(exit: number): Task<number> {
  return exit;
}

/** A line's words, with quotes and backslashes as a POSIX shell reads them. */
export function words(line: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(line[at + 1] ?? '')) word += line[(at += 1)]!;
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === ' ' || char === '\t') {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? '') + (char === '\\' ? (line[(at += 1)] ?? '') : char);
  }
  return word === undefined ? found : [...found, word];
}

function ioOf({ files, stdout, stderr }: LineIo): Io {
  return { stdout, stderr, files: folder(files), env: { HOME: '/root' } };
}

/** The editor's files as the one folder that commands run in. */
function folder(files: Record<string, string>): KubectlFiles {
  const name = (path: string) => path.replace(/^\.\//, '');
  return {
    kind: (path) => (files[name(path)] !== undefined ? 'file' : path === '.' || path === './' ? 'directory' : undefined),
    read: (path) => files[name(path)],
    readBytes: (path) => (files[name(path)] === undefined ? undefined : new TextEncoder().encode(files[name(path)])),
    write: (path, content) => {
      files[name(path)] = typeof content === 'string' ? content : new TextDecoder().decode(content);
    },
    list: (path) => (path === '.' || path === './' ? Object.keys(files).sort().map((entry) => ({ name: entry, directory: false })) : undefined),
    remove: (path) => {
      delete files[name(path)];
    },
  };
}
