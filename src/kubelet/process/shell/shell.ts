/** The shell: runs instructions until it waits, ends, or has had its turn. */
import { QUANTUM, type Step } from '../kernel.ts';
import { NOTED_FROM } from '../out-of-memory.ts';
import { endedBy } from '../signals.ts';
import { PRIVATE_FD, type SystemCalls, type Fds } from '../system-calls.ts';
import type { Descriptor, Signal } from '../types.ts';
import { evaluate } from './arithmetic.ts';
import { codeOf, type Instruction } from './code.ts';
import { fieldsOf, pattern, plain } from './fields.ts';
import { newFrame, newMemo, suspend, type Frame, type Segment, type ShellMemo } from './memo.ts';
import { matches, replace, trim } from './pattern.ts';
import { dashText } from './quote.ts';
import { redirect, restore } from './redirects.ts';
import { ShellError, Stop } from './stops.ts';
import { ShellVariables } from './variables.ts';

/** How far calls and evals may nest. */
const MAX_FRAMES = 300;

export class Shell {
  readonly system: SystemCalls;
  readonly memo: ShellMemo;
  readonly variables: ShellVariables;
  /** Runs the simple command that the frame has ready. */
  private readonly execute: (shell: Shell, last: boolean) => void;

  constructor(system: SystemCalls, memo: ShellMemo, execute: (shell: Shell, last: boolean) => void) {
    this.execute = execute;
    this.system = system;
    this.memo = memo;
    this.variables = new ShellVariables(system, memo);
  }

  get frame(): Frame {
    return this.memo.frames.at(-1)!;
  }

  has(option: string): boolean {
    return this.memo.options.includes(option);
  }

  /** Prints `sh: text`, with the line in a script. */
  complain(text: string, builtin = false): void {
    const scripted = [...this.memo.frames].reverse().find((frame) => frame.file !== undefined);
    const name = scripted?.file ?? this.memo.arg0;
    const line = this.memo.frames.findLast((frame) => frame.kind !== 'trap')?.line ?? 0;
    const place = this.system.gnu ? `${line === 0 ? 1 : line}: ` : scripted !== undefined ? `line ${line}: ` : '';
    this.system.write(2, this.system.gnu || !builtin ? `${name}: ${place}${text}\n` : `${name}: ${text}\n`);
  }

  /** A built-in's message: `sh: cd: line 0: can't cd to x`. */
  complainBuiltin(builtin: string, text: string): void {
    const scripted = this.memo.frames.findLast((frame) => frame.file !== undefined);
    if (this.system.gnu) this.complain(`${builtin}: ${text}`);
    else this.system.write(2, `${scripted?.file ?? this.memo.arg0}: ${builtin}: line ${scripted?.line ?? 0}: ${text}\n`);
  }

  turn(): Step {
    try {
      for (;;) {
        if (this.system.kernel.spent > QUANTUM) return { again: true };
        this.system.charge(1);
        this.instruction();
        // It may have killed itself.
        if (this.system.container.procs.get(this.system.proc.pid) !== this.system.proc) return { again: true };
      }
    } catch (thrown) {
      if (thrown instanceof Stop) return thrown.step;
      if (!(thrown instanceof ShellError)) throw thrown;
      return this.fail(thrown);
    }
  }

  private fail({ message, status }: ShellError): Step {
    if (message !== '') this.complain(message);
    try {
      // A line typed into an interactive shell fails alone.
      const base = this.memo.frames.findIndex((frame) => frame.kind === 'input');
      if (base >= 0 && this.has('i')) {
        while (this.memo.frames.length > base + 1) this.popFrame();
        this.memo.status = status;
        return { again: true };
      }
      this.exit(status);
    } catch (thrown) {
      if (thrown instanceof Stop) return thrown.step;
      throw thrown;
    }
  }

  private instruction(): void {
    if (this.memo.pending !== undefined && this.memo.pending.on !== 'builtin') this.continuePending();
    const { frame } = this;
    if (frame.kind === 'input') return this.readCommand(frame);
    const instruction = this.instructionsOf(frame)[frame.pc];
    if (instruction === undefined) throw new Error('a shell ran past its code');
    if (instruction.op === 'execute') {
      this.execute(this, instruction.last);
      return;
    }
    frame.pc += 1;
    this.perform(frame, instruction);
  }

  private code: { readonly text: string; readonly last: boolean; readonly instructions: readonly Instruction[] } = { text: '', last: false, instructions: [] };
  private instructionsOf({ text, last }: Frame): readonly Instruction[] {
    if (this.code.text !== text || this.code.last !== last || this.code.instructions.length === 0) this.code = { text, last, instructions: codeOf(text, last).instructions };
    return this.code.instructions;
  }

  private perform(frame: Frame, instruction: Exclude<Instruction, { op: 'execute' }>): void {
    const { memo } = this;
    switch (instruction.op) {
      case 'text':
        return this.push(instruction.text, instruction.quoted ? 'quoted' : instruction.splits ? 'expanded' : 'plain');
      case 'parameter':
        return this.pushParameter(instruction.name, instruction.quoted);
      case 'length':
        return this.push(String(this.valueOf(instruction.name).length), instruction.quoted ? 'quoted' : 'expanded');
      case 'default':
        return this.testDefault(frame, instruction);
      case 'set-default': {
        const value = frame.strings.pop()!;
        this.assign(instruction.name, value);
        return this.push(value, instruction.quoted ? 'quoted' : 'expanded');
      }
      case 'fail-unset': {
        const text = frame.strings.pop()!;
        throw new ShellError(`${instruction.name}: ${text === '' ? `parameter not set${instruction.colon ? ' or null' : ''}` : text}`);
      }
      case 'trim':
        return this.push(trim(this.valueOf(instruction.name), frame.strings.pop()!, instruction.operator), instruction.quoted ? 'quoted' : 'expanded');
      case 'replace': {
        const replacement = frame.strings.pop()!;
        return this.push(replace(this.valueOf(instruction.name), frame.strings.pop()!, replacement, instruction.all), instruction.quoted ? 'quoted' : 'expanded');
      }
      case 'slice':
        return this.slice(frame, instruction.name, instruction.limited, instruction.quoted);
      case 'bad-substitution':
        throw new ShellError('syntax error: bad substitution');
      case 'substitute':
        return this.substitute(instruction.to, instruction.quoted);
      case 'arithmetic':
        return this.push(this.arithmetic(frame.strings.pop()!).toString(), instruction.quoted ? 'quoted' : 'expanded');
      case 'begin':
        frame.segments.push([]);
        return;
      case 'field':
        frame.fields.push(...fieldsOf(this.takeWord(frame), this.variables.get('IFS') ?? ' \t\n', () => (this.has('f') ? undefined : this.system.files)));
        return;
      case 'string':
        frame.strings.push(plain(this.takeWord(frame)));
        return;
      case 'pattern':
        frame.strings.push(pattern(this.takeWord(frame)));
        return;
      case 'assign':
        frame.assignments.push([instruction.name, plain(this.takeWord(frame))]);
        // Where there is no command, the next assignment sees this one.
        if (instruction.alone && !frame.failed) this.assign(...frame.assignments.at(-1)!);
        return;
      case 'command':
        frame.line = instruction.line;
        this.runTraps();
        return;
      case 'redirect': {
        const target = frame.strings.pop()!;
        if (!frame.failed) frame.failed = !redirect(this, instruction.fd, instruction.operator, target);
        return;
      }
      case 'enter':
        if (frame.failed) {
          restore(this, frame.saved);
          frame.pc = instruction.to;
          memo.status = this.system.gnu ? 2 : 1;
        } else frame.scopes.push(frame.saved);
        [frame.saved, frame.failed] = [[], false];
        return;
      case 'leave':
        restore(this, frame.scopes.pop() ?? []);
        return;
      case 'jump':
        frame.pc = instruction.to;
        return;
      case 'jump-if':
        if ((memo.status === 0) === instruction.success) frame.pc = instruction.to;
        return;
      case 'negate':
        memo.status = memo.status === 0 ? 1 : 0;
        return;
      case 'status':
        memo.status = instruction.status;
        return;
      case 'check':
        // Traps come before the exit that `set -e` causes.
        if (this.hasTrappedSignal) {
          frame.pc -= 1;
          return this.runTraps();
        }
        if (memo.status !== 0 && memo.tested === 0 && this.has('e')) this.exit(memo.status);
        return;
      case 'tested':
        memo.tested += instruction.by;
        return;
      case 'pipeline':
        return this.pipeline(instruction.to);
      case 'subshell':
        return this.waitFor([this.fork(instruction.to, {})]);
      case 'background': {
        const pid = this.fork(instruction.to, { 0: ['null'] });
        memo.lastBackground = pid;
        memo.jobs = [...memo.jobs.slice(-200), pid];
        memo.status = 0;
        return;
      }
      case 'loop':
        frame.loops.push({ items: instruction.from === 'parameters' ? memo.parameters : instruction.from === 'fields' ? frame.fields : [], next: 0, status: 0, turned: false });
        if (instruction.from === 'fields') frame.fields = [];
        return;
      case 'turn': {
        const loop = frame.loops.at(-1)!;
        if (loop.turned) loop.status = memo.status;
        loop.turned = true;
        this.runTraps();
        return;
      }
      case 'loop-next': {
        const loop = frame.loops.at(-1)!;
        const item = loop.items[loop.next];
        if (item === undefined) frame.pc = instruction.to;
        else {
          loop.next += 1;
          this.assign(instruction.name, item);
        }
        return;
      }
      case 'loop-end':
        memo.status = frame.loops.pop()?.status ?? 0;
        return;
      case 'case-match':
        if (matches(frame.strings.pop()!, frame.strings.at(-1)!)) {
          frame.strings.pop();
          frame.pc = instruction.to;
        }
        return;
      case 'case-end':
        frame.strings.pop();
        return;
      case 'function':
        memo.functions = { ...memo.functions, [instruction.name]: { text: frame.text, last: frame.last, pc: instruction.to } };
        memo.status = 0;
        return;
      case 'return':
        return this.endFrame();
      case 'syntax-error':
        frame.line = instruction.line;
        throw new ShellError(this.system.gnu ? `Syntax error: ${dashText(instruction.message)}` : `syntax error: ${instruction.message}`);
    }
  }

  private takeWord(frame: Frame): Segment[] {
    const word = frame.segments.pop()!;
    if (frame.segments.length === 0) frame.segments.push([]);
    return word;
  }

  push(text: string, kind: Segment[1]): void {
    this.frame.segments.at(-1)!.push([text, kind]);
  }

  /** A parameter's value where it must be there under `set -u`. */
  private valueOf(name: string): string {
    const value = this.variables.parameter(name);
    if (value === undefined && this.has('u') && name !== '@' && name !== '*') throw new ShellError(`${name}: parameter not set`);
    return value ?? '';
  }

  private pushParameter(name: string, quoted: boolean): void {
    const { parameters } = this.memo;
    if (name === '@' || (name === '*' && !quoted)) {
      parameters.forEach((value, i) => {
        if (i > 0) this.push('', 'border');
        this.push(value, quoted ? 'quoted' : 'expanded');
      });
    } else this.push(this.valueOf(name), quoted ? 'quoted' : 'expanded');
  }

  private testDefault(frame: Frame, { name, operator, colon, quoted, to }: Instruction & { op: 'default' }): void {
    const value = this.variables.parameter(name);
    const present = value !== undefined && (!colon || value !== '');
    if (operator === '+') {
      if (!present) {
        frame.pc = to;
        if (quoted) this.push('', 'quoted');
      }
    } else if (present) {
      this.pushParameter(name, quoted);
      frame.pc = to;
    }
  }

  private slice(frame: Frame, name: string, limited: boolean, quoted: boolean): void {
    const length = limited ? Number(this.arithmetic(frame.strings.pop()!)) : undefined;
    const offset = Number(this.arithmetic(frame.strings.pop()!));
    const value = this.valueOf(name);
    const start = offset < 0 ? Math.max(0, value.length + offset) : offset;
    const end = length === undefined ? undefined : length < 0 ? value.length + length : start + length;
    this.push(value.slice(start, end), quoted ? 'quoted' : 'expanded');
  }

  arithmetic(text: string): bigint {
    const result = evaluate(text, { get: (name) => this.variables.parameter(name), set: (name, value) => this.assign(name, value) });
    if (!result.ok)
      throw new ShellError(
        this.system.gnu ? `arithmetic expression: ${result.error === 'divide by zero' ? 'division by zero' : result.error.replace('arithmetic ', '')}: "${text}"` : result.error,
      );
    return result.value;
  }

  assign(name: string, value: string): void {
    if (!this.variables.set(name, value)) throw new ShellError(`${name}: is read only`);
    // While it was put together it was held twice.
    if (value.length >= NOTED_FROM || this.system.proc.memory !== undefined) this.hold(value.length * 2);
  }

  /** Notes what the variables hold, and what is on its way to one. */
  private hold(more: number): void {
    let bytes = more;
    for (const [value] of Object.values(this.memo.variables)) bytes += value?.length ?? 0;
    this.system.hold(bytes);
  }

  /** Runs the traps of the signals that came. */
  runTraps(): void {
    const signal = this.system.proc.pending?.find((pending) => Object.hasOwn(this.memo.traps, pending));
    if (signal === undefined) return;
    this.system.proc.pending = this.system.proc.pending!.filter((other) => other !== signal);
    const text = this.memo.traps[signal]!;
    if (text !== '') this.call(newFrame('trap', text, false, 0, { status: this.memo.status, tested: this.memo.tested }));
  }

  get hasTrappedSignal(): boolean {
    return this.system.proc.pending?.some((signal) => Object.hasOwn(this.memo.traps, signal)) ?? false;
  }

  call(frame: Frame): void {
    if (this.memo.frames.length >= MAX_FRAMES) throw new ShellError('function calls nested too deeply');
    this.memo.frames.push(frame);
  }

  popFrame(): Frame {
    const frame = this.memo.frames.pop()!;
    restore(this, frame.saved);
    for (const scope of frame.scopes.toReversed()) restore(this, scope);
    if (frame.kind === 'function') {
      this.memo.parameters = frame.parameters ?? [];
      this.variables.leaveFunction(frame.locals ?? {});
      this.memo.tested = frame.tested;
    }
    if (frame.kind === 'source' && frame.parameters !== undefined) this.memo.parameters = frame.parameters;
    if (frame.kind === 'trap') {
      this.memo.status = frame.status ?? 0;
      this.memo.tested = frame.tested;
    }
    return frame;
  }

  private endFrame(): void {
    const { frame } = this;
    const { kind } = frame;
    if (this.hasTrappedSignal) {
      frame.pc -= 1;
      return this.runTraps();
    }
    if (kind === 'main' || kind === 'sub') this.exit(this.memo.status);
    if (kind === 'exit-trap') throw new Stop({ exit: this.memo.exiting ?? 0 });
    this.popFrame();
  }

  /** Ends the shell, after its EXIT trap. */
  exit(status: number): never {
    const { memo } = this;
    const trap = Object.hasOwn(memo.traps, 'EXIT') ? memo.traps.EXIT! : '';
    if (trap === '') throw new Stop({ exit: status });
    const { EXIT: _, ...others } = memo.traps;
    memo.traps = others;
    memo.exiting = status & 255;
    memo.status = status & 255;
    memo.pending = undefined;
    while (memo.frames.length > 0) this.popFrame();
    memo.frames.push(newFrame('exit-trap', trap, false, 0));
    throw new Stop({ again: true });
  }

  /** A child that runs the code at `to`. */
  private fork(to: number, fds: { readonly 0?: Descriptor; readonly 1?: Descriptor }): number {
    const { memo, frame, system } = this;
    const child = newMemo([newFrame('sub', frame.text, frame.last, to, { line: frame.line, ...(frame.file === undefined ? {} : { file: frame.file }) })], {
      variables: memo.variables,
      functions: memo.functions,
      parameters: memo.parameters,
      arg0: memo.arg0,
      options: memo.options,
      status: memo.status,
      pid: memo.pid,
      lastBackground: memo.lastBackground,
      jobs: memo.jobs,
      tested: memo.tested,
      subshell: true,
      traps: Object.fromEntries(Object.entries(memo.traps).filter(([, text]) => text === '')),
    });
    const file = this.memo.frames.findLast((other) => other.file !== undefined)?.file;
    if (file !== undefined && child.frames[0]!.file === undefined) child.frames[0] = { ...child.frames[0]!, file };
    const pid = system.fork('sh', {
      argv: system.proc.argv,
      env: system.proc.env,
      fds: { ...system.publicFds(), ...(fds as Fds) },
      cwd: system.proc.cwd,
      ignored: system.proc.ignored,
      memo: suspend(child),
    });
    if (!pid.ok) throw new ShellError("can't fork: Resource temporarily unavailable");
    return pid.value;
  }

  private pipeline(starts: readonly number[]): void {
    const { system } = this;
    const pids: number[] = [];
    let input: Descriptor | undefined;
    starts.forEach((start, i) => {
      const pipe = i < starts.length - 1 ? system.pipe() : undefined;
      pids.push(this.fork(start, { ...(input === undefined ? {} : { 0: input }), ...(pipe === undefined ? {} : { 1: pipe.write }) }));
      input = pipe?.read;
    });
    this.waitFor(pids);
  }

  waitFor(pids: readonly number[]): void {
    this.memo.pending = { on: 'children', pids, statuses: pids.map(() => null) };
    this.continuePending();
  }

  private substitute(to: number, quoted: boolean): void {
    const { system } = this;
    const { read, write } = system.pipe();
    const fd = system.addFd(read, PRIVATE_FD);
    const pid = this.fork(to, { 1: write });
    this.memo.pending = { on: 'capture', fd, pid, data: '', quoted };
    this.continuePending();
  }

  private continuePending(): void {
    const { memo, system } = this;
    const { pending } = memo;
    if (pending?.on === 'children') {
      const last = pending.pids.at(-1)!;
      const ended = system.endOf(last);
      const statuses = pending.statuses.map((status, i) => status ?? system.reap(pending.pids[i]!) ?? (system.container.procs.has(pending.pids[i]!) ? null : 127));
      if (ended?.signal !== undefined) this.announce(ended.signal);
      memo.pending = { ...pending, statuses };
      const open = statuses.findIndex((status) => status === null);
      if (open >= 0) throw new Stop({ wait: { for: 'child', pid: pending.pids[open]! } });
      memo.pending = undefined;
      memo.status = (this.has('p') ? statuses.findLast((status) => status !== 0) : statuses.at(-1)) ?? 0;
    } else if (pending?.on === 'capture') {
      let { data } = pending;
      for (;;) {
        const read = system.read(pending.fd);
        if (read === 'blocked') {
          memo.pending = { ...pending, data };
          throw new Stop({ wait: { for: 'read', fd: pending.fd } });
        }
        if (read === 'end') break;
        data += read.data;
        if (data.length >= NOTED_FROM) this.hold(data.length);
      }
      memo.pending = { ...pending, data };
      const status = system.reap(pending.pid) ?? (system.container.procs.has(pending.pid) ? undefined : 127);
      if (status === undefined) throw new Stop({ wait: { for: 'child', pid: pending.pid } });
      system.close(pending.fd);
      memo.pending = undefined;
      memo.status = status;
      this.frame.substituted = true;
      this.push(data.replaceAll('\0', '').replace(/\n+$/, ''), pending.quoted ? 'quoted' : 'expanded');
    }
  }

  /** Says that a command was ended by a signal, as a shell does. */
  announce(signal: Signal): void {
    const text = endedBy[signal];
    if (text !== undefined && !this.memo.subshell) this.system.write(2, `${text}\n`);
  }

  /** Reads the next command line from standard input. */
  private readCommand(frame: Frame): void {
    const { memo, system } = this;
    this.runTraps();
    if (this.frame !== frame) return;
    for (;;) {
      const read = system.readLine(0);
      if (read === 'blocked') throw new Stop({ wait: { for: 'read', fd: 0, beyond: system.available(0) } });
      const ended = read === 'end';
      if (ended && (memo.input ?? '') === '') this.exit(memo.status);
      const text = (memo.input ?? '') + (ended ? '' : read.data);
      if (!ended && codeOf(text, false).incomplete) {
        memo.input = text;
        continue;
      }
      memo.input = undefined;
      memo.frames.push(newFrame('eval', text, false, 0));
      return;
    }
  }
}
