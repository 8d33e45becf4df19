/** kubectl and the shell around it, as the worker runs them: one terminal, whose home folder holds the editor's files. */
import { kindRegistry } from '../../cluster/cluster.ts';
import type { Status } from '../../api/meta/status.ts';
import { next, now } from '../../engine/client.ts';
import type { Effect, Reply, Task } from '../../engine/client.ts';
import { TaskRun } from '../../engine/drive.ts';
import type { Simulation } from '../../engine/simulation.ts';
import type { KubectlContext } from '../../kubectl/command.ts';
import { complete } from '../../kubectl/completion.ts';
import type { Files as MachineFiles, Io } from '../../kubectl/io.ts';
import { kubectl } from '../../kubectl/kubectl.ts';
import { kubetick, kubetickWords } from '../../kubectl/kubetick/kubetick.ts';
import { Terminal } from '../../kubectl/terminal/terminal.ts';
import type { OpenPort } from '../../kubectl/forwarding.ts';
import type { Completion, Files, ForwardedPort } from './protocol.ts';

export interface LineStreams {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

interface Edit {
  /** As the page left it; `undefined` while it is being edited. */
  text: string | undefined;
}

const HOME = '/root';
let context: KubectlContext = { kinds: kindRegistry.kinds };

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- name: kubetick
  cluster:
    server: https://127.0.0.1:6443
contexts:
- name: kubetick
  context:
    cluster: kubetick
    user: kubernetes-admin
current-context: kubetick
users:
- name: kubernetes-admin
  user:
    token: simulated
`;

export class ShellHost {
  private readonly terminal = new Terminal({
    kubectl: (argv, io) => kubectl(argv, this.atPage(io), context),
    programs: { kubetick },
    cwd: HOME,
    env: { HOME, USER: 'root', TERM: 'xterm' },
    files: { [`${HOME}/.kube/config`]: KUBECONFIG },
    keepsState: true,
  });
  /** Tells the page what to edit; without a name, that there is nothing any more. */
  onEdit: (name: string | undefined, text: string) => void = () => undefined;
  editing: Edit | undefined;
  /** The files as the editor last had them. */
  private known = new Map<string, string>();

  /** Fetches what a line may need that is not there yet: the texts of the API are a chunk of their own, which only `explain` reads. */
  async prepare(line: string): Promise<void> {
    if (context.descriptions || !/\bexplain\b/.test(line)) return;
    const { default: descriptions } = await import('virtual:api-descriptions');
    context = { ...context, descriptions };
  }

  /** A line as a task. `files` after it has ended gives the editor's files with what the line wrote. */
  run(line: string, files: Files, streams: LineStreams): { readonly task: Task<number>; readonly files: () => Files } {
    this.take(files);
    return { task: this.untilEdited(this.terminal.runLine(line, streams)), files: () => this.give(files) };
  }

  /** The page as kubectl's host: it is handed what is to be edited, and the command waits until `edited`; ports are opened to it. */
  private atPage(io: Io): Io {
    const { files } = io;
    return {
      stdout: io.stdout,
      stderr: io.stderr,
      get stdin() {
        return io.stdin;
      },
      files,
      env: io.env,
      shell: io.shell,
      edit: (path) => this.edit(path, files),
      forward: this.forward,
    };
  }

  /** Ports that commands have open now. */
  readonly ports: { readonly id: number; readonly port: OpenPort; readonly say: (text: string) => void }[] = [];
  onPorts: (ports: readonly ForwardedPort[]) => void = () => undefined;
  private lastPort = 0;

  private readonly forward = (ports: readonly OpenPort[], say: (text: string) => void): (() => void) => {
    const opened = ports.map((port) => {
      this.lastPort += 1;
      return { id: this.lastPort, port, say };
    });
    this.ports.push(...opened);
    const tell = () => this.onPorts(this.ports.map(({ id, port }) => ({ id, ...port })));
    tell();
    return () => {
      for (const one of opened) this.ports.splice(this.ports.indexOf(one), 1);
      tell();
    };
  };

  private *edit(path: string, files: MachineFiles): Task<number> {
    const text = files.read(path) ?? '';
    const edit: Edit = { text: undefined };
    this.editing = edit;
    this.onEdit(path.slice(path.lastIndexOf('/') + 1), text);
    try {
      while (edit.text === undefined) yield* next([], yield* now());
      files.write(path, edit.text);
      return 0;
    } finally {
      this.editing = undefined;
      this.onEdit(undefined, '');
    }
  }

  /** While the page edits, nothing else wakes the line: not even the clock. */
  private *untilEdited<T>(task: Task<T>): Task<T> {
    let reply: Reply;
    try {
      for (;;) {
        const { done, value } = task.next(reply);
        if (done) return value as T;
        const effect = value as Effect;
        const edit = this.editing;
        // Who drives the line looks at `until` again whenever something happened.
        reply = yield effect.effect === 'next' && edit
          ? {
              ...effect,
              get until() {
                return edit.text === undefined ? Infinity : 0;
              },
            }
          : effect;
      }
    } finally {
      task.return(undefined as T);
    }
  }

  /** The page is done with the text that it was handed. */
  edited(text: string): void {
    if (this.editing) this.editing.text = text;
  }

  private take(files: Files): void {
    const machine = this.terminal.files;
    for (const name of this.known.keys()) if (!Object.hasOwn(files, name)) machine.remove(`${HOME}/${name}`);
    for (const [name, text] of Object.entries(files)) if (this.known.get(name) !== text) machine.write(`${HOME}/${name}`, text);
    this.known = new Map(Object.entries(files));
  }

  private give(before: Files): Files {
    const machine = this.terminal.files;
    const files: Record<string, string> = { ...before };
    for (const { name, directory } of machine.list(HOME) ?? []) {
      if (directory || name.startsWith('.')) continue;
      const text = machine.read(`${HOME}/${name}`);
      if (text !== undefined) files[name] = text;
    }
    this.known = new Map(Object.entries(files));
    return files;
  }

  /** What a command that only reads prints; throws with its error text. */
  read(argv: readonly string[], simulation: Simulation): string {
    let out = '';
    let problem = '';
    const io = this.io({
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        problem += text;
      },
    });
    const run = new TaskRun(simulation, kubectl(argv, io, context));
    const state = run.advance();
    if (state.state === 'waiting') run.interrupt();
    else if (state.value !== 0) throw new Error(problem.trim());
    return out;
  }

  /** Runs kubectl on a cluster with one more file, `name`, and gives what it prints. Nothing that it writes to files stays. */
  withFile(argv: readonly string[], name: string, text: string, simulation: Simulation): { readonly stdout: string; readonly stderr: string } {
    let stdout = '';
    let stderr = '';
    const task = this.taskWithFile(argv, name, text, {
      stdout: (more) => {
        stdout += more;
      },
      stderr: (more) => {
        stderr += more;
      },
    });
    const run = new TaskRun(simulation, task);
    if (run.advance().state === 'waiting') run.interrupt();
    return { stdout, stderr };
  }

  /** Runs a line on another cluster, with a copy of the files: nothing of it stays. `waits`: it would go on when time does. */
  tried(line: string, files: Files, simulation: Simulation): { readonly stdout: string; readonly stderr: string; readonly exit: number; readonly waits: boolean } {
    const copied: Record<string, string> = { [`${HOME}/.kube/config`]: KUBECONFIG };
    for (const [name, text] of Object.entries(this.give(files))) copied[`${HOME}/${name}`] = text;
    const terminal = new Terminal({
      kubectl: (argv, io) => kubectl(argv, { ...io, shell: undefined }, context),
      cwd: HOME,
      env: { HOME, USER: 'root', TERM: 'xterm' },
      files: copied,
    });
    const out = { stdout: '', stderr: '' };
    const run = new TaskRun(
      simulation,
      terminal.runLine(line, {
        stdout: (text) => {
          out.stdout += text;
        },
        stderr: (text) => {
          out.stderr += text;
        },
      }),
      line,
    );
    const state = run.advance();
    if (state.state === 'waiting') run.interrupt();
    return { ...out, exit: state.state === 'waiting' ? 0 : state.value, waits: state.state === 'waiting' };
  }

  /** The first refusal that `kubectl apply --dry-run=server` of this object meets. Changes nothing. */
  refusal(text: string, simulation: Simulation): Status | undefined {
    const task = this.taskWithFile(['apply', '-f', 'object.json', '--dry-run=server'], 'object.json', text, { stdout: () => undefined, stderr: () => undefined });
    let refused: Status | undefined;
    const run = new TaskRun(
      simulation,
      watched(task, (reply) => {
        if (typeof reply === 'object' && 'ok' in reply && !reply.ok && reply.status.reason !== 'NotFound') refused ??= reply.status;
      }),
    );
    if (run.advance().state === 'waiting') run.interrupt();
    return refused;
  }

  private taskWithFile(argv: readonly string[], name: string, text: string, streams: LineStreams): Task<number> {
    const machine = this.terminal.files;
    const files: MachineFiles = {
      kind: (path) => (path === name ? 'file' : machine.kind(path)),
      read: (path) => (path === name ? text : machine.read(path)),
      readBytes: (path) => (path === name ? new TextEncoder().encode(text) : machine.readBytes(path)),
      list: (path) => machine.list(path),
      write: () => undefined,
      remove: () => undefined,
    };
    return kubectl(argv, { ...streams, files, env: { HOME } }, context);
  }

  /** Completes the word before the cursor: kubectl's words, or a file's name. */
  complete(line: string, cursor: number, files: Files, simulation: Simulation): Completion {
    const start = line.slice(0, cursor).search(/[^\s|;&]*$/);
    const word = line.slice(start, cursor);
    // The command that the cursor is in, where several stand in a line.
    const words = line
      .slice(0, start)
      .split(/[|;&]+/)
      .at(-1)!
      .trim()
      .split(/\s+/)
      .filter((part) => part !== '');
    const program = words[0];
    const names = Object.keys(files)
      .filter((name) => name.startsWith(word))
      .sort();
    const previous = words.at(-1);
    if (program === undefined) return { from: start, candidates: ['kubectl', 'kubetick'].filter((name) => name.startsWith(word)) };
    if (program === 'kubetick') return { from: start, candidates: kubetickWords(words.slice(1)).filter((name) => name.startsWith(word)) };
    if ((program !== 'kubectl' && program !== 'k') || previous === '-f' || previous === '--filename') return { from: start, candidates: names };
    const run = new TaskRun(simulation, complete([...words.slice(1), word], this.io({ stdout: () => undefined, stderr: () => undefined }), context));
    const state = run.advance();
    if (state.state === 'waiting') {
      run.interrupt();
      return { from: start, candidates: [] };
    }
    return { from: start, candidates: state.value.slice(0, 200) };
  }

  private io(streams: LineStreams): Io {
    return { ...streams, files: this.terminal.files, env: { HOME } };
  }
}

/** The task, with an ear on what it is answered. */
function* watched<T>(task: Task<T>, hear: (reply: Reply) => void): Task<T> {
  let reply: Reply;
  for (;;) {
    const { done, value } = task.next(reply);
    if (done) return value as T;
    reply = yield value as Effect;
    hear(reply);
  }
}
