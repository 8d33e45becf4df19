import { cluster, listen } from '../../client/session.ts';
import { openEdit } from '../editor/edit-session.ts';
import { fileRecord, putFiles } from '../../stores/workspace.ts';
import type { Completion, Files, ForwardedPort } from '../../worker/protocol.ts';
import { emptyLine, insert, press, submitted } from './line-editor.ts';
import type { LineState } from './line-editor.ts';

/** Where the session writes: xterm, or nothing while it is not loaded. */
export interface Screen {
  write(text: string): void;
  readonly columns: number;
  clear(): void;
}

const PROMPT = '\u001b[2m$\u001b[22m ';
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`;
/** What the session keeps for a screen that comes later or again. */
const SCROLLBACK = 200_000;
/** What would steer the terminal rather than be read. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/g;

/**
 * The one shell of the page. Commands come from the keyboard and from buttons (Apply); one runs at a time, others wait. It outlives the
 * terminal's panel: what was written while no screen was there is shown when one comes.
 */
class ShellSession {
  private state: LineState = emptyLine(loadHistory());
  private screen: Screen | undefined;
  private written = '';
  private running: number | undefined;
  private lastRun = 0;
  private readonly queue: { readonly line: string; readonly typed: boolean; readonly done: (exit: number) => void }[] = [];
  /** The rows that the prompt's line took when it was last drawn, and the cursor's row in it. */
  private drawnRow = 0;

  constructor() {
    listen((message) => {
      if (message.kind === 'edit') openEdit(message.name, message.text);
      if (message.kind !== 'output' || message.run !== this.running) return;
      this.write(`${message.stdout ?? ''}${message.stderr ?? ''}`.replaceAll('\n', '\r\n'));
    });
    this.write(`${dim('kubectl, with Tab, history and pipes. Alt+Enter asks what a line would do.')}\r\n${PROMPT}`);
  }

  attach(screen: Screen): () => void {
    this.screen = screen;
    screen.write(this.written);
    this.redraw();
    return () => {
      if (this.screen === screen) this.screen = undefined;
    };
  }

  /** Runs a line as if it had been typed. Gives its exit code. */
  run(line: string): Promise<number> {
    return new Promise((done) => {
      this.queue.push({ line, typed: false, done });
      void this.next();
    });
  }

  /** Puts text at the prompt without running it. */
  offer(text: string): void {
    this.state = insert({ ...emptyLine(this.state.history) }, text);
    this.redraw();
  }

  /** Puts a line at the prompt, and tells what it would do. */
  askWhatWould(line: string): Promise<void> {
    this.offer(line);
    return this.preview();
  }

  interrupt(): void {
    if (this.running !== undefined) void cluster.interrupt({ run: this.running });
  }

  async key(data: string): Promise<void> {
    // Pasted lines run one after the other; a last piece without a line break stays at the prompt.
    if (data.length > 1 && !data.startsWith('\u001b') && /[\r\n]/.test(data)) {
      const lines = data.split(/\r\n|\r|\n/);
      for (const line of lines.slice(0, -1)) {
        this.state = insert(this.state, line.slice(0, 20_000));
        this.submit();
      }
      this.state = insert(this.state, lines[lines.length - 1]!.slice(0, 20_000));
      this.redraw();
      return;
    }
    if (this.running !== undefined) {
      if (data === '\u0003') this.interrupt();
      return;
    }
    if (data === '\u001b\r' || data === '\u001b\n') {
      await this.preview();
      return;
    }
    const { state, action } = press(this.state, data);
    this.state = state;
    if (action === 'submit') this.submit();
    else if (action === 'complete') await this.complete();
    else if (action === 'interrupt') {
      this.write(`^C\r\n${PROMPT}`);
      this.drawnRow = 0;
      this.state = emptyLine(this.state.history);
    } else if (action === 'clear') {
      this.written = PROMPT;
      this.screen?.clear();
      this.drawnRow = 0;
      this.screen?.write(PROMPT);
      this.redraw();
    } else this.redraw();
  }

  private submit(): void {
    const { line } = this.state;
    this.state = { ...this.state, cursor: line.length };
    this.redraw();
    this.state = submitted(this.state);
    saveHistory(this.state.history);
    this.queue.push({ line, typed: true, done: () => undefined });
    void this.next();
  }

  private async next(): Promise<void> {
    if (this.running !== undefined) return;
    const job = this.queue.shift();
    if (!job) return;
    this.lastRun += 1;
    this.running = this.lastRun;
    if (!job.typed) {
      this.state = submitted({ ...this.state, line: job.line });
      saveHistory(this.state.history);
      this.erase();
      this.write(job.line);
    } else this.written += job.line;
    this.screen?.write('\r\n');
    this.written += '\r\n';
    this.drawnRow = 0;
    let exit = 1;
    try {
      const given = fileRecord();
      const { exit: code, files } = job.line.trim() === '' ? { exit: 0, files: undefined } : await cluster.run({ run: this.running, line: job.line, files: given });
      exit = code;
      if (files) takeFiles(given, files);
    } catch (error) {
      this.write(`${(error as Error).message}\r\n`);
    }
    this.running = undefined;
    this.write(PROMPT);
    job.done(exit);
    if (this.queue.length > 0) void this.next();
    else this.redraw();
  }

  /** Alt+Enter: tells under the line what it would do. The line stays as it is. */
  private async preview(): Promise<void> {
    const { line } = this.state;
    if (line.trim() === '') return;
    let told: string[];
    try {
      const preview = await cluster.previewLine({ line, files: fileRecord() });
      told = preview ? [`would ${preview.text}`, ...preview.notes] : ['would change nothing.'];
    } catch (error) {
      told = [(error as Error).message];
    }
    // Who typed on meanwhile does not want to know any more.
    if (this.state.line !== line || this.running !== undefined) return;
    this.state = { ...this.state, cursor: line.length };
    this.redraw();
    this.write(`\r\n${told.map((text) => dim(`  ${text.replaceAll('`', '').replace(CONTROL, '')}`)).join('\r\n')}\r\n${PROMPT}`);
    this.drawnRow = 0;
    this.redraw();
  }

  private async complete(): Promise<void> {
    const { line, cursor } = this.state;
    let found: Completion;
    try {
      found = await cluster.complete({ line, cursor, files: fileRecord() });
    } catch {
      return;
    }
    if (this.state.line !== line || found.candidates.length === 0) return;
    const common = commonPrefix(found.candidates);
    const typed = line.slice(found.from, cursor);
    const only = found.candidates.length === 1;
    const text = only && !/[/=]$/.test(common) ? `${common} ` : common;
    if (text.length > typed.length || only) {
      this.state = insert({ ...this.state, line: line.slice(0, found.from) + line.slice(cursor), cursor: found.from }, text);
    } else {
      this.write(`\r\n${columns(found.candidates, this.screen?.columns ?? 80)}\r\n${PROMPT}`);
      this.drawnRow = 0;
    }
    this.redraw();
  }

  private write(text: string): void {
    this.written = (this.written + text).slice(-SCROLLBACK);
    this.screen?.write(text);
  }

  /** Clears what stands behind the prompt. */
  private erase(): void {
    if (this.drawnRow > 0) this.screen?.write(`\u001b[${this.drawnRow}A`);
    this.screen?.write(`\r${PROMPT}\u001b[J`);
    this.drawnRow = 0;
  }

  private redraw(): void {
    if (this.running !== undefined || !this.screen) return;
    this.erase();
    const { line, cursor } = this.state;
    const width = this.screen.columns;
    this.screen.write(line);
    // A line that just fills the row leaves the cursor on it until the next character.
    const end = line.length + 2;
    if (end % width === 0) this.screen.write('\r\n');
    const endRow = Math.floor(end / width);
    const row = Math.floor((cursor + 2) / width);
    if (endRow > row) this.screen.write(`\u001b[${endRow - row}A`);
    this.screen.write('\r');
    const column = (cursor + 2) % width;
    if (column > 0) this.screen.write(`\u001b[${column}C`);
    this.drawnRow = row;
  }
}

/** Files that a command wrote come back into the editor; the active tab stays, unless the file is new. */
function takeFiles(before: Files, after: Files): void {
  const changed = Object.entries(after).filter(([name, text]) => before[name] !== text);
  if (changed.length > 0) putFiles(changed.map(([name, text]) => ({ name, text })));
}

function commonPrefix(words: readonly string[]): string {
  let prefix = words[0] ?? '';
  for (const word of words) while (!word.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

function columns(words: readonly string[], width: number): string {
  const cell = Math.max(...words.map((word) => word.length)) + 2;
  const per = Math.max(1, Math.floor(width / cell));
  const lines: string[] = [];
  for (let at = 0; at < words.length; at += per)
    lines.push(
      words
        .slice(at, at + per)
        .map((word) => word.padEnd(cell))
        .join('')
        .trimEnd(),
    );
  return lines.join('\r\n');
}

function loadHistory(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem('kubetick-history') ?? '[]');
    return Array.isArray(stored) ? stored.filter((line): line is string => typeof line === 'string') : [];
  } catch {
    return [];
  }
}

function saveHistory(history: readonly string[]): void {
  try {
    localStorage.setItem('kubetick-history', JSON.stringify(history.slice(-200)));
  } catch {
    // Storage is off or full: history lasts as long as the page.
  }
}

/** The ports that the running command forwards. */
export const openPorts = (() => {
  let ports: readonly ForwardedPort[] = [];
  const hearers = new Set<() => void>();
  listen((message) => {
    if (message.kind !== 'ports') return;
    ports = message.ports;
    for (const hear of hearers) hear();
  });
  return {
    get: () => ports,
    subscribe: (hear: () => void) => {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
  };
})();

export const shell = new ShellSession();
