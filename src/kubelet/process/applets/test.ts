/** test, `[` and `[[`. */
import type { FileSystem } from '../file-system.ts';
import { modeOf } from '../file-system.ts';
import { matches } from '../shell/pattern.ts';
import type { SystemCalls } from '../system-calls.ts';

class Problem extends Error {}
/** Text that should be a number. */
class NotANumber extends Error {}

const INTEGER = /^\s*[-+]?\d+\s*$/;

function integer(text: string): bigint {
  if (!INTEGER.test(text)) throw new NotANumber(text);
  return BigInt(text.trim().replace('+', ''));
}

const BINARY: Readonly<Record<string, (a: string, b: string, files: FileSystem) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '-eq': (a, b) => integer(a) === integer(b),
  '-ne': (a, b) => integer(a) !== integer(b),
  '-lt': (a, b) => integer(a) < integer(b),
  '-le': (a, b) => integer(a) <= integer(b),
  '-gt': (a, b) => integer(a) > integer(b),
  '-ge': (a, b) => integer(a) >= integer(b),
  '-nt': (a, b, files) => files.exists(b) && files.mtime(a) > files.mtime(b),
  '-ot': (a, b, files) => files.exists(a) && files.mtime(a) < files.mtime(b),
  '-ef': (a, b, files) => {
    const [x, y] = [files.find(a), files.find(b)];
    return x.ok && y.ok && x.value.node !== undefined && x.value.path === y.value.path;
  },
};

const UNARY: Readonly<Record<string, (a: string, system: SystemCalls) => boolean>> = {
  '-n': (a) => a !== '',
  '-z': (a) => a === '',
  '-e': (a, { files }) => files.exists(a),
  '-f': (a, { files }) => kind(files, a) === 'file',
  '-d': (a, { files }) => kind(files, a) === 'directory',
  '-c': (a, { files }) => kind(files, a) === 'device',
  '-b': () => false,
  '-p': () => false,
  '-S': () => false,
  '-h': (a, { files }) => kind(files, a, false) === 'link',
  '-L': (a, { files }) => kind(files, a, false) === 'link',
  '-r': (a, { files }) => files.may(a, 4),
  '-w': (a, { files }) => files.may(a, 2),
  '-x': (a, { files }) => files.may(a, 1),
  '-s': (a, { files }) => {
    const node = files.stat(a);
    return node.ok && (node.value.type === 'directory' || (node.value.type === 'file' && node.value.data !== ''));
  },
  '-O': (a, { files, proc }) => owner(files, a) === proc.user.uid,
  '-G': (a, { files }) => files.exists(a),
  '-u': (a, { files }) => hasMode(files, a, 0o4000),
  '-g': (a, { files }) => hasMode(files, a, 0o2000),
  '-k': (a, { files }) => hasMode(files, a, 0o1000),
  '-t': () => false,
};

function kind(files: FileSystem, path: string, follow = true): string | undefined {
  const node = files.stat(path, follow);
  return node.ok ? node.value.type : undefined;
}
function owner(files: FileSystem, path: string): number | undefined {
  const node = files.stat(path);
  return node.ok && 'uid' in node.value ? (node.value.uid ?? 0) : node.ok ? 0 : undefined;
}
function hasMode(files: FileSystem, path: string, bits: number): boolean {
  const node = files.stat(path);
  return node.ok && (modeOf(node.value) & bits) !== 0;
}

/** What `[[` compares with a pattern. */
const PATTERNS: ReadonlySet<string> = new Set(['=', '==', '!=']);

class Expression {
  private at = 0;
  private readonly words: readonly string[];
  private readonly system: SystemCalls;
  constructor(words: readonly string[], system: SystemCalls) {
    this.words = words;
    this.system = system;
  }

  run(): boolean {
    const value = this.or();
    const extra = this.words[this.at];
    if (extra !== undefined) throw new Problem(this.system.gnu ? `${this.words[this.at - 1]}: unexpected operator` : `${extra}: unknown operand`);
    return value;
  }

  private or(): boolean {
    let value = this.and();
    while (this.words[this.at] === '-o' || this.words[this.at] === '||') {
      this.at += 1;
      const right = this.and();
      value ||= right;
    }
    return value;
  }

  private and(): boolean {
    let value = this.not();
    while (this.words[this.at] === '-a' || this.words[this.at] === '&&') {
      this.at += 1;
      const right = this.not();
      value &&= right;
    }
    return value;
  }

  private not(): boolean {
    if (this.words[this.at] === '!' && !this.isBinary(1)) {
      this.at += 1;
      return !this.not();
    }
    return this.primary();
  }

  private isBinary(offset: number): boolean {
    const operator = this.words[this.at + offset];
    return operator !== undefined && Object.hasOwn(BINARY, operator) && this.words[this.at + offset + 1] !== undefined;
  }

  private primary(): boolean {
    const word = this.words[this.at];
    if (word === undefined) throw new Problem('argument expected');
    if (this.isBinary(1)) {
      const [operator, right] = [this.words[this.at + 1]!, this.words[this.at + 2]!];
      const value = this.system.name === '[[' && PATTERNS.has(operator) ? matches(right, word) === (operator !== '!=') : BINARY[operator]!(word, right, this.system.files);
      this.at += 3;
      return value;
    }
    if (word === '(' && this.words.length > 1) {
      this.at += 1;
      const value = this.or();
      if (this.words[this.at] !== ')') throw new Problem('closing paren expected');
      this.at += 1;
      return value;
    }
    const operand = this.words[this.at + 1];
    if (Object.hasOwn(UNARY, word) && operand !== undefined) {
      this.at += 2;
      return UNARY[word]!(operand, this.system);
    }
    this.at += 1;
    return word !== '';
  }
}

export function test(system: SystemCalls): number {
  let words = system.args;
  const close = system.name === '[' ? ']' : system.name === '[[' ? ']]' : undefined;
  if (close !== undefined) {
    if (words.at(-1) !== close) {
      system.warn(`missing ${close}`);
      return 2;
    }
    words = words.slice(0, -1);
  }
  if (words.length === 0) return 1;
  try {
    return new Expression(words, system).run() ? 0 : 1;
  } catch (problem) {
    if (!(problem instanceof Problem) && !(problem instanceof NotANumber)) throw problem;
    system.warn(problem instanceof Problem ? problem.message : system.gnu ? `Illegal number: ${problem.message}` : `${problem.message}: bad number`);
    return 2;
  }
}
