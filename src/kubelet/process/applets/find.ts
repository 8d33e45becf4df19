/** find. */
import { modeOf } from '../file-system.ts';
import type { Program } from '../kernel.ts';
import { matches } from '../shell/pattern.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import type { Node } from '../types.ts';
import { steps } from './control.ts';
import { baseName } from './files.ts';
import { sizeOfNode } from './list.ts';
import { regular } from './regular.ts';
import { userId } from './users.ts';

interface Place {
  readonly path: string;
  readonly node: Node;
  readonly depth: number;
}
/** What is to be done with what was found, in order. */
type Action = { readonly print: string } | { readonly run: readonly string[] } | { readonly remove: string; readonly folder: boolean };
type Test = (place: Place, act: (action: Action) => void) => boolean | 'prune';

class Problem extends Error {}

/** `+5`, `-5`, `5`. */
function compares(text: string, value: number): boolean {
  const number = Number(text.replace(/^[-+]/, ''));
  return text.startsWith('+') ? value > number : text.startsWith('-') ? value < number : value === number;
}

interface Limits {
  max: number;
  min: number;
  acts: boolean;
  depthFirst: boolean;
  batches: string[][];
}

class Parser {
  private at = 0;
  private readonly words: readonly string[];
  private readonly system: SystemCalls;
  private readonly limits: Limits;
  constructor(words: readonly string[], system: SystemCalls, limits: Limits) {
    this.words = words;
    this.system = system;
    this.limits = limits;
  }

  run(): Test {
    if (this.words.length === 0) return () => true;
    const test = this.or();
    if (this.at < this.words.length) throw new Problem(`unrecognized: ${this.words[this.at]}`);
    return test;
  }

  private or(): Test {
    let left = this.and();
    while (this.words[this.at] === '-o' || this.words[this.at] === '-or') {
      this.at += 1;
      const [a, b] = [left, this.and()];
      left = (place, act) => {
        const first = a(place, act);
        return first === false ? b(place, act) : first;
      };
    }
    return left;
  }

  private and(): Test {
    let left = this.not();
    for (let word = this.words[this.at]; word !== undefined && word !== '-o' && word !== '-or' && word !== ')'; word = this.words[this.at]) {
      if (word === '-a' || word === '-and') this.at += 1;
      const [a, b] = [left, this.not()];
      left = (place, act) => {
        const first = a(place, act);
        if (first === false) return false;
        const second = b(place, act);
        return first === 'prune' && second !== false ? 'prune' : second;
      };
    }
    return left;
  }

  private not(): Test {
    if (this.words[this.at] === '!' || this.words[this.at] === '-not') {
      this.at += 1;
      const inner = this.not();
      return (place, act) => inner(place, act) === false;
    }
    if (this.words[this.at] === '(') {
      this.at += 1;
      const inner = this.or();
      if (this.words[this.at] !== ')') throw new Problem('unpaired (');
      this.at += 1;
      return inner;
    }
    return this.primary();
  }

  private value(name: string): string {
    const word = this.words[this.at];
    if (word === undefined) throw new Problem(`option requires an argument: ${name}`);
    this.at += 1;
    return word;
  }

  private primary(): Test {
    const name = this.words[this.at] ?? '';
    this.at += 1;
    switch (name) {
      case '-name':
        return this.named(this.value(name), false);
      case '-iname':
        return this.named(this.value(name), true);
      case '-path':
      case '-wholename': {
        const pattern = this.value(name);
        return ({ path }) => matches(pattern, path);
      }
      case '-regex': {
        const compiled = regular(this.value(name), { line: true });
        if (!compiled.ok) throw new Problem(compiled.error);
        return ({ path }) => compiled.value.find(path) !== undefined;
      }
      case '-type': {
        const kind = this.value(name);
        const types: Readonly<Record<string, Node['type']>> = { f: 'file', d: 'directory', l: 'link', c: 'device' };
        return ({ node }) => kind.split(',').some((letter) => types[letter] === node.type);
      }
      case '-maxdepth':
        this.limits.max = Number(this.value(name));
        return () => true;
      case '-mindepth':
        this.limits.min = Number(this.value(name));
        return () => true;
      case '-depth':
        this.limits.depthFirst = true;
        return () => true;
      case '-xdev':
      case '-mount':
      case '-follow':
      case '-noleaf':
        return () => true;
      case '-empty':
        return ({ path, node }) => {
          const names = node.type === 'directory' ? this.system.files.list(path) : undefined;
          return node.type === 'file' ? node.data === '' : names?.ok === true && names.value.length === 0;
        };
      case '-size': {
        const text = this.value(name);
        const unit = { c: 1, k: 1024, M: 1 << 20, G: 1 << 30, w: 2, b: 512 }[text.at(-1) ?? ''] ?? 512;
        return ({ node }) => compares(text.replace(/[a-zA-Z]$/, ''), Math.ceil(sizeOfNode(node) / unit));
      }
      case '-mtime':
        return this.age(this.value(name), this.system.now, 86_400_000);
      case '-mmin':
        return this.age(this.value(name), this.system.now, 60_000);
      case '-newer': {
        const other = this.system.files.stat(this.value(name));
        const time = other.ok ? this.system.mtimeOf(other.value) : 0;
        return ({ node }) => this.system.mtimeOf(node) > time;
      }
      case '-user': {
        const uid = userId(this.system.files, this.value(name));
        return ({ node }) => node.type !== 'whiteout' && (node.uid ?? 0) === uid;
      }
      case '-perm': {
        const text = this.value(name);
        const mode = Number.parseInt(text.replace(/^[-/]/, ''), 8);
        return ({ node }) => (text.startsWith('-') ? (modeOf(node) & mode) === mode : text.startsWith('/') ? (modeOf(node) & mode) !== 0 : modeOf(node) === mode);
      }
      case '-true':
        return () => true;
      case '-false':
        return () => false;
      case '-prune':
        return () => 'prune';
      case '-print':
        return this.action(({ path }) => ({ print: `${path}\n` }));
      case '-print0':
        return this.action(({ path }) => ({ print: `${path}\0` }));
      case '-delete':
        this.limits.depthFirst = true;
        return this.action(({ path, node }) => ({ remove: path, folder: node.type === 'directory' }));
      case '-exec':
      case '-ok':
        return this.exec();
      case '-quit':
        return this.action(() => ({ print: '' }));
      default:
        throw new Problem(`unrecognized: ${name}`);
    }
  }

  private action(make: (place: Place) => Action): Test {
    this.limits.acts = true;
    return (place, act) => {
      act(make(place));
      return true;
    };
  }

  private exec(): Test {
    const command: string[] = [];
    for (;;) {
      const word = this.value('-exec');
      if (word === ';') break;
      if (word === '+' && command.at(-1) === '{}') {
        const batch: string[] = command.slice(0, -1);
        this.limits.batches.push(batch);
        this.limits.acts = true;
        return ({ path }) => {
          batch.push(path);
          return true;
        };
      }
      command.push(word);
    }
    return this.action(({ path }) => ({ run: command.map((word) => word.replaceAll('{}', path)) }));
  }

  private named(pattern: string, anyCase: boolean): Test {
    return ({ path }) => (anyCase ? matches(pattern.toLowerCase(), baseName(path).toLowerCase()) : matches(pattern, baseName(path)));
  }

  private age(text: string, now: number, unit: number): Test {
    return ({ node }) => compares(text, Math.floor((now - this.system.mtimeOf(node)) / unit));
  }
}

interface Find {
  readonly actions: readonly Action[];
  readonly next: number;
  readonly pid: number | null;
  readonly status: number;
}

export const find: Program = steps<Find>((system, memo) => {
  let state = memo ?? collect(system);
  if (state.pid !== null) {
    const status = system.reap(state.pid);
    if (status === undefined && system.container.procs.has(state.pid)) return { wait: { for: 'child', pid: state.pid }, memo: state };
    state = { ...state, pid: null };
  }
  for (let i = state.next; i < state.actions.length; i += 1) {
    const action = state.actions[i]!;
    if ('print' in action) system.print(action.print);
    else if ('remove' in action) {
      const removed = system.files.remove(action.remove, action.folder);
      if (!removed.ok) {
        system.warn(`${action.remove}: ${errorText(removed.error)}`);
        state = { ...state, status: 1 };
      }
    } else {
      const pid = system.spawn(action.run);
      if (pid.ok) return { wait: { for: 'child', pid: pid.value }, memo: { ...state, next: i + 1, pid: pid.value } };
      system.warn(`can't execute '${action.run[0]}': ${errorText('ENOENT')}`);
    }
  }
  return { exit: state.status };
});

function collect(system: SystemCalls): Find {
  const words = system.args.filter((arg) => !['-H', '-L', '-P'].includes(arg));
  const first = words.findIndex((word) => word.startsWith('-') || word === '!' || word === '(');
  const roots = first < 0 ? words : words.slice(0, first);
  const limits: Limits = { max: 1000, min: 0, acts: false, depthFirst: false, batches: [] };
  const actions: Action[] = [];
  let status = 0;
  let test: Test;
  try {
    test = new Parser(first < 0 ? [] : words.slice(first), system, limits).run();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    system.warn(problem.message);
    return { actions, next: 0, pid: null, status: 1 };
  }
  const visit = (path: string, depth: number): void => {
    const node = system.files.stat(path, false);
    system.charge(5);
    if (!node.ok) {
      system.warn(system.gnu ? `'${path}': ${errorText(node.error)}` : `${path}: ${errorText(node.error)}`);
      status = 1;
      return;
    }
    const place = { path, node: node.value, depth };
    const look = (): boolean => {
      if (depth < limits.min) return true;
      const result = test(place, (action) => actions.push(action));
      if (result !== false && !limits.acts) actions.push({ print: `${path}\n` });
      return result !== 'prune';
    };
    const goesOn = limits.depthFirst || look();
    if (goesOn && node.value.type === 'directory' && depth < limits.max) {
      const names = system.files.list(path);
      if (!names.ok) {
        system.warn(`${path}: ${errorText(names.error)}`);
        status = 1;
      } else for (const name of names.value) visit(`${path.replace(/\/$/, '')}/${name}`, depth + 1);
    }
    if (limits.depthFirst) look();
  };
  const before = limits.batches.map((batch) => batch.length);
  for (const root of roots.length === 0 ? ['.'] : roots) visit(root, 0);
  limits.batches.forEach((batch, i) => {
    if (batch.length > before[i]!) actions.push({ run: batch });
  });
  return { actions, next: 0, pid: null, status };
}
