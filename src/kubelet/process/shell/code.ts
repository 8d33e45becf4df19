/** Commands → a flat list of instructions, so that where a shell stands is a number. */
import type { AndOr, Command, Item, Operation, Part, Pipeline, Redirect, Word } from './ast.ts';
import { parse } from './parser.ts';

/**
 * Words are built from segments on a stack: `text` and the like push, `field`, `string`, `pattern` and `assign` take what was pushed.
 * Jumps name instructions by number.
 */
export type Instruction =
  /** `splits`: plain text that is split into fields like an expansion (the word of `${x:-word}`). */
  | { readonly op: 'text'; readonly text: string; readonly quoted: boolean; readonly splits: boolean }
  | { readonly op: 'parameter'; readonly name: string; readonly quoted: boolean }
  | { readonly op: 'length'; readonly name: string; readonly quoted: boolean }
  /** Pushes the value and jumps where it is there (`+`: jumps where it is not); otherwise the word follows. */
  | { readonly op: 'default'; readonly name: string; readonly operator: '-' | '=' | '+' | '?'; readonly colon: boolean; readonly quoted: boolean; to: number }
  | { readonly op: 'set-default'; readonly name: string; readonly quoted: boolean }
  | { readonly op: 'fail-unset'; readonly name: string; readonly colon: boolean }
  | { readonly op: 'trim'; readonly name: string; readonly operator: '%' | '%%' | '#' | '##'; readonly quoted: boolean }
  | { readonly op: 'replace'; readonly name: string; readonly all: boolean; readonly quoted: boolean }
  | { readonly op: 'slice'; readonly name: string; readonly limited: boolean; readonly quoted: boolean }
  | { readonly op: 'bad-substitution' }
  | { readonly op: 'substitute'; to: number; readonly quoted: boolean }
  | { readonly op: 'arithmetic'; readonly quoted: boolean }
  /** Starts a word within a word. */
  | { readonly op: 'begin' }
  | { readonly op: 'field' }
  | { readonly op: 'string' }
  | { readonly op: 'pattern' }
  | { readonly op: 'assign'; readonly name: string; /** Of a command that is nothing but assignments. */ readonly alone: boolean }
  /** Starts a simple command: here traps run. */
  | { readonly op: 'command'; readonly line: number }
  | { readonly op: 'redirect'; readonly fd: number; readonly operator: Redirect['operator'] }
  | { readonly op: 'execute'; readonly last: boolean }
  /** Keeps the redirections just made for the compound command that follows; jumps where one failed. */
  | { readonly op: 'enter'; to: number }
  | { readonly op: 'leave' }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'jump-if'; readonly success: boolean; to: number }
  | { readonly op: 'negate' }
  | { readonly op: 'status'; readonly status: number }
  /** Ends the shell where `set -e` is on and the status is not 0. */
  | { readonly op: 'check' }
  /** `set -e` does not look between these two. */
  | { readonly op: 'tested'; readonly by: 1 | -1 }
  | { readonly op: 'pipeline'; to: number[] }
  | { readonly op: 'subshell'; to: number }
  | { readonly op: 'background'; to: number }
  /** Starts a loop over what it names. */
  | { readonly op: 'loop'; readonly from: 'nothing' | 'fields' | 'parameters' }
  /** Starts a turn: keeps the status that the loop has if it ends now. Traps run here too. */
  | { readonly op: 'turn' }
  | { readonly op: 'loop-next'; readonly name: string; to: number }
  /** The loop's status is its last turn's, 0 without any. */
  | { readonly op: 'loop-end' }
  | { readonly op: 'case-match'; to: number }
  | { readonly op: 'case-end' }
  | { readonly op: 'function'; readonly name: string; to: number }
  | { readonly op: 'return' }
  | { readonly op: 'syntax-error'; readonly message: string; readonly line: number };

export interface Code {
  readonly instructions: readonly Instruction[];
  /** The text ended in the middle of a command. */
  readonly incomplete: boolean;
}

interface Loop {
  readonly scope: number;
  readonly tested: number;
  readonly breaks: { to: number }[];
  readonly start: number;
}

class Compiler {
  readonly out: Instruction[] = [];
  private loops: Loop[] = [];
  private scope = 0;
  private tested = 0;
  private later: (() => void)[] = [];

  private emit<T extends Instruction>(instruction: T): T {
    this.out.push(instruction);
    return instruction;
  }

  finish(): void {
    for (let job = this.later.shift(); job !== undefined; job = this.later.shift()) job();
  }

  /** Compiles code that another process (or a call) runs, after everything else; gives its start to `set`. */
  private apart(compile: () => void, set: (start: number) => void): void {
    this.later.push(() => {
      [this.loops, this.scope, this.tested] = [[], 0, 0];
      set(this.out.length);
      compile();
      this.emit({ op: 'return' });
    });
  }

  /** `last`: the shell ends after it, so its last command may take the shell's place. */
  items(items: readonly Item[], last = false): void {
    items.forEach((item, i) => {
      if (item.background) {
        const fork = this.emit({ op: 'background', to: 0 });
        this.apart(
          () => this.andOr(item.list, true),
          (start) => {
            fork.to = start;
          },
        );
      } else this.andOr(item.list, last && i === items.length - 1);
    });
  }

  private andOr(list: AndOr, last: boolean): void {
    const { rest } = list;
    if (rest.length === 0) {
      this.pipeline(list.first, last);
      return;
    }
    const ends: { to: number }[] = [];
    this.testedPipeline(list.first);
    rest.forEach(({ operator, pipeline }, i) => {
      const skip = this.emit({ op: 'jump-if', success: operator === '||', to: 0 });
      if (i === rest.length - 1) this.pipeline(pipeline, last);
      else this.testedPipeline(pipeline);
      // `a && b || c`: a skipped command hands its status on to the next operator.
      if (i < rest.length - 1) skip.to = this.out.length;
      else ends.push(skip);
    });
    for (const end of ends) end.to = this.out.length;
  }

  private testedPipeline(pipeline: Pipeline): void {
    this.inTest(() => this.pipeline(pipeline, false));
  }

  private inTest(compile: () => void): void {
    this.emit({ op: 'tested', by: 1 });
    this.tested += 1;
    compile();
    this.tested -= 1;
    this.emit({ op: 'tested', by: -1 });
  }

  private pipeline({ negated, commands }: Pipeline, last: boolean): void {
    if (negated) {
      this.inTest(() => this.pipeline({ negated: false, commands }, false));
      this.emit({ op: 'negate' });
      return;
    }
    const [only] = commands;
    if (commands.length === 1 && only !== undefined) {
      this.command(only, last);
      return;
    }
    const fork = this.emit({ op: 'pipeline', to: commands.map(() => 0) });
    commands.forEach((command, i) =>
      this.apart(
        () => this.command(command, true),
        (start) => {
          fork.to[i] = start;
        },
      ),
    );
    this.emit({ op: 'check' });
  }

  private command(command: Command, last: boolean): void {
    switch (command.command) {
      case 'simple':
        return this.simple(command, last);
      case 'function': {
        const define = this.emit({ op: 'function', name: command.name, to: 0 });
        this.apart(
          () => this.command(command.body, false),
          (start) => {
            define.to = start;
          },
        );
        return;
      }
      case 'subshell':
        return this.redirected(command.redirects, () => {
          const fork = this.emit({ op: 'subshell', to: 0 });
          this.apart(
            () => this.items(command.body, true),
            (start) => {
              fork.to = start;
            },
          );
          this.emit({ op: 'check' });
        });
      default:
        return this.redirected(command.redirects, () => this.compound(command, last && command.redirects.length === 0));
    }
  }

  private redirected(redirects: readonly Redirect[], compile: () => void): void {
    if (redirects.length === 0) return compile();
    this.redirects(redirects);
    const enter = this.emit({ op: 'enter', to: 0 });
    this.scope += 1;
    compile();
    this.scope -= 1;
    this.emit({ op: 'leave' });
    enter.to = this.out.length;
    this.emit({ op: 'check' });
  }

  private compound(command: Exclude<Command, { command: 'simple' | 'function' | 'subshell' }>, last: boolean): void {
    switch (command.command) {
      case 'group':
        return this.items(command.body, last);
      case 'if': {
        const ends: { to: number }[] = [];
        for (const { test, body } of command.branches) {
          this.inTest(() => this.items(test));
          const skip = this.emit({ op: 'jump-if', success: false, to: 0 });
          this.items(body, last);
          ends.push(this.emit({ op: 'jump', to: 0 }));
          skip.to = this.out.length;
        }
        if (command.otherwise === undefined) this.emit({ op: 'status', status: 0 });
        else this.items(command.otherwise, last);
        for (const end of ends) end.to = this.out.length;
        return;
      }
      case 'loop':
        this.emit({ op: 'loop', from: 'nothing' });
        return this.loop(() => {
          this.inTest(() => this.items(command.test));
          const end = this.emit({ op: 'jump-if', success: command.until, to: 0 });
          this.items(command.body);
          return end;
        });
      case 'for':
        for (const word of command.words ?? []) this.word(word, 'field');
        this.emit({ op: 'loop', from: command.words === undefined ? 'parameters' : 'fields' });
        return this.loop(() => {
          const end = this.emit({ op: 'loop-next', name: command.name, to: 0 });
          this.items(command.body);
          return end;
        });
      case 'case':
        return this.caseOf(command, last);
    }
  }

  /** `body` compiles one turn and gives the jump that ends the loop. */
  private loop(body: () => { to: number }): void {
    const loop: Loop = { scope: this.scope, tested: this.tested, breaks: [], start: this.out.length };
    this.loops.push(loop);
    this.emit({ op: 'turn' });
    const end = body();
    this.emit({ op: 'jump', to: loop.start });
    for (const jump of [end, ...loop.breaks]) jump.to = this.out.length;
    this.loops.pop();
    this.emit({ op: 'loop-end' });
  }

  private caseOf(command: Command & { command: 'case' }, last: boolean): void {
    this.word(command.word, 'string');
    const entries: { to: number }[][] = [];
    for (const item of command.items) {
      entries.push(
        item.patterns.map((pattern) => {
          this.word(pattern, 'pattern');
          return this.emit({ op: 'case-match', to: 0 });
        }),
      );
    }
    this.emit({ op: 'case-end' });
    this.emit({ op: 'status', status: 0 });
    const ends = [this.emit({ op: 'jump', to: 0 })];
    command.items.forEach((item, i) => {
      for (const entry of entries[i] ?? []) entry.to = this.out.length;
      if (item.body.length === 0) this.emit({ op: 'status', status: 0 });
      this.items(item.body, last);
      if (!item.fallThrough) ends.push(this.emit({ op: 'jump', to: 0 }));
    });
    for (const end of ends) end.to = this.out.length;
  }

  private simple(command: Command & { command: 'simple' }, last: boolean): void {
    const leave = this.loopControl(command);
    if (leave) return;
    this.emit({ op: 'command', line: command.line });
    for (const word of command.words) this.word(word, 'field');
    this.redirects(command.redirects);
    for (const { name, value } of command.assignments) {
      this.parts(value);
      this.emit({ op: 'assign', name, alone: command.words.length === 0 });
    }
    this.emit({ op: 'execute', last });
    this.emit({ op: 'check' });
  }

  /** `break` and `continue` with a plain number become jumps. Outside a loop they do nothing. */
  private loopControl(command: Command & { command: 'simple' }): boolean {
    const text = command.words.map((word) => (word.length === 1 && word[0]?.part === 'text' ? word[0].text : ''));
    const [name] = text;
    if ((name !== 'break' && name !== 'continue') || command.assignments.length + command.redirects.length > 0) return false;
    const levels = text[1] === undefined ? 1 : Number(text[1]);
    if (!Number.isInteger(levels) || levels < 1) return false;
    this.emit({ op: 'command', line: command.line });
    const target = this.loops[Math.max(0, this.loops.length - levels)];
    if (target === undefined) {
      this.emit({ op: 'status', status: 0 });
      return true;
    }
    for (let i = this.scope; i > target.scope; i -= 1) this.emit({ op: 'leave' });
    for (let i = this.tested; i > target.tested; i -= 1) this.emit({ op: 'tested', by: -1 });
    for (let i = this.loops.indexOf(target) + 1; i < this.loops.length; i += 1) this.emit({ op: 'loop-end' });
    this.emit({ op: 'status', status: 0 });
    if (name === 'break') this.emit({ op: 'turn' });
    const jump = this.emit({ op: 'jump', to: target.start });
    if (name === 'break') target.breaks.push(jump);
    return true;
  }

  private redirects(redirects: readonly Redirect[]): void {
    for (const { fd, operator, target } of redirects) {
      this.word(target, 'string');
      this.emit({ op: 'redirect', fd, operator });
    }
  }

  private word(word: Word, end: 'field' | 'string' | 'pattern'): void {
    this.parts(word);
    this.emit({ op: end });
  }

  private parts(word: Word, splits = false): void {
    for (const part of word) this.part(part, splits);
  }

  private part(part: Part, splits: boolean): void {
    switch (part.part) {
      case 'text':
        this.emit({ op: 'text', text: part.text, quoted: part.quoted, splits });
        return;
      case 'command': {
        const fork = this.emit({ op: 'substitute', to: 0, quoted: part.quoted });
        this.apart(
          () => this.items(part.body, true),
          (start) => {
            fork.to = start;
          },
        );
        return;
      }
      case 'arithmetic':
        this.emit({ op: 'begin' });
        this.parts(part.expression);
        this.emit({ op: 'string' });
        this.emit({ op: 'arithmetic', quoted: part.quoted });
        return;
      case 'parameter':
        if (part.operation === undefined) this.emit({ op: 'parameter', name: part.name, quoted: part.quoted });
        else this.operation(part.name, part.quoted, part.operation);
    }
  }

  private inner(word: Word, end: 'string' | 'pattern'): void {
    this.emit({ op: 'begin' });
    this.word(word, end);
  }

  private operation(name: string, quoted: boolean, operation: Operation): void {
    switch (operation.kind) {
      case 'length':
        this.emit({ op: 'length', name, quoted });
        return;
      case 'default': {
        const { operator, colon } = operation;
        const test = this.emit({ op: 'default', name, operator, colon, quoted, to: 0 });
        if (operator === '=' || operator === '?') {
          this.inner(operation.word, 'string');
          this.emit(operator === '=' ? { op: 'set-default', name, quoted } : { op: 'fail-unset', name, colon });
        } else this.parts(operation.word, true);
        test.to = this.out.length;
        return;
      }
      case 'trim':
        this.inner(operation.pattern, 'pattern');
        this.emit({ op: 'trim', name, operator: operation.operator, quoted });
        return;
      case 'replace':
        this.inner(operation.pattern, 'pattern');
        this.inner(operation.replacement, 'string');
        this.emit({ op: 'replace', name, all: operation.all, quoted });
        return;
      case 'slice':
        this.inner(operation.offset, 'string');
        if (operation.length !== undefined) this.inner(operation.length, 'string');
        this.emit({ op: 'slice', name, limited: operation.length !== undefined, quoted });
        return;
      case 'bad':
        this.emit({ op: 'bad-substitution' });
    }
  }
}

const known = { last: new Map<string, Code>(), open: new Map<string, Code>() };
const KNOWN_LIMIT = 2000;

/** Compiles shell text. The same text gives the same instructions, so a state keeps the text and a number. `last`: see `execute`. */
export function codeOf(text: string, last: boolean): Code {
  const codes = last ? known.last : known.open;
  const before = codes.get(text);
  if (before !== undefined) return before;
  const program = parse(text);
  const compiler = new Compiler();
  compiler.items(program.items, last && program.error === undefined);
  if (program.error !== undefined) compiler.out.push({ op: 'syntax-error', message: program.error.message, line: program.error.line });
  compiler.out.push({ op: 'return' });
  compiler.finish();
  const code = { instructions: compiler.out, incomplete: program.error?.incomplete ?? false };
  if (codes.size >= KNOWN_LIMIT) codes.clear();
  codes.set(text, code);
  return code;
}
