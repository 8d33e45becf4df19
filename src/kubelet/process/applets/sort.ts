/** sort, shuf, comm, cmp, diff: programs that compare lines. */
import type { Program } from '../kernel.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import { linesOf, whole } from './input.ts';
import { options } from './options.ts';

interface Key {
  readonly from: number;
  readonly fromChar: number;
  readonly to: number;
  readonly toChar: number;
  readonly flags: string;
}

const FLAGS = 'bdfghiMnrV';

function keyOf(text: string): Key | undefined {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (match === null) return undefined;
  return { from: Number(match[1]), fromChar: Number(match[2] ?? 1), to: Number(match[4] ?? 0), toChar: Number(match[5] ?? 0), flags: (match[3] ?? '') + (match[6] ?? '') };
}

const SUFFIX: Readonly<Record<string, number>> = { K: 1, k: 1, M: 2, G: 3, T: 4, P: 5 };
const human = (text: string): number => {
  const match = /^\s*(-?[\d.]+)([KkMGTP]?)/.exec(text);
  return match === null ? 0 : Number(match[1]) * 1024 ** (SUFFIX[match[2]!] ?? 0);
};

/** Digits as numbers, the rest as text: `v2` before `v10`. */
function compareVersions(a: string, b: string): number {
  const [x, y] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let i = 0; i < Math.max(x.length, y.length); i += 1) {
    const [p, q] = [x[i] ?? '', y[i] ?? ''];
    const order = /^\d/.test(p) && /^\d/.test(q) ? Number(p) - Number(q) : p < q ? -1 : p > q ? 1 : 0;
    if (order !== 0) return order;
  }
  return 0;
}

function compareBy(flags: string, a: string, b: string): number {
  if (flags.includes('n') || flags.includes('g')) return (Number.parseFloat(a.trim()) || 0) - (Number.parseFloat(b.trim()) || 0);
  if (flags.includes('h')) return human(a) - human(b);
  if (flags.includes('V')) return compareVersions(a, b);
  if (flags.includes('M')) return monthOf(a) - monthOf(b);
  let [x, y] = flags.includes('b') ? [a.trimStart(), b.trimStart()] : [a, b];
  if (flags.includes('d')) [x, y] = [x.replace(/[^A-Za-z0-9 \t]/g, ''), y.replace(/[^A-Za-z0-9 \t]/g, '')];
  if (flags.includes('f')) [x, y] = [x.toUpperCase(), y.toUpperCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}
const monthOf = (text: string): number => ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'].indexOf(text.trim().slice(0, 3).toUpperCase());

function extract(line: string, key: Key, separator: string | undefined): string {
  // Without -t a field begins with the blanks before it.
  const fields = separator === undefined ? (line.match(/[ \t]*[^ \t]+|[ \t]+$/g) ?? []) : line.split(separator);
  const glue = separator ?? '';
  const last = key.to === 0 ? fields.length : key.to;
  let text = fields.slice(key.from - 1, last).join(glue);
  if (key.to !== 0 && key.toChar > 0)
    text =
      fields
        .slice(key.from - 1, last - 1)
        .map((field) => field + glue)
        .join('') + (fields[last - 1] ?? '').slice(0, key.toChar);
  return text.slice(key.fromChar - 1);
}

export const sort: Program = whole<{ readonly flags: string; readonly keys: readonly Key[]; readonly separator?: string; readonly output?: string }>({
  start: (system) => {
    const parsed = options(system, 'bcdfghiMnrsuVzk:t:o:S:T:m', {
      reverse: 'r',
      unique: 'u',
      'numeric-sort': 'n',
      key: 'k',
      'field-separator': 't',
      'version-sort': 'V',
      'human-numeric-sort': 'h',
    });
    if (parsed === undefined) return 2;
    const keys: Key[] = [];
    for (const [option, value] of parsed.all) {
      if (option !== 'k') continue;
      const key = keyOf(value);
      if (key === undefined) {
        system.warn(`invalid number '${value}'`);
        return 2;
      }
      keys.push(key);
    }
    const [separator, output] = [parsed.values.get('t'), parsed.values.get('o')];
    return {
      files: parsed.rest,
      options: {
        flags: [...parsed.flags].join(''),
        keys,
        ...(separator === undefined ? {} : { separator: separator === '\\t' ? '\t' : separator }),
        ...(output === undefined ? {} : { output }),
      },
    };
  },
  unreadable: (system, name, why) => system.warn(system.gnu ? `cannot read: ${name}: ${why}` : `${name}: ${why}`),
  run: (system, inputs, { flags, keys, separator, output }, failed) => {
    if (failed) return 2;
    const lines = inputs.flatMap(({ data }) => linesOf(data));
    system.charge(lines.length * 4);
    const byKeys = (a: string, b: string): number => {
      for (const key of keys) {
        const own = [...key.flags].some((flag) => FLAGS.includes(flag)) ? key.flags : flags;
        const order = compareBy(own, extract(a, key, separator), extract(b, key, separator));
        if (order !== 0) return own.includes('r') ? -order : order;
      }
      if (keys.length > 0) return 0;
      const order = compareBy(flags, a, b);
      return flags.includes('r') ? -order : order;
    };
    const lastResort = (a: string, b: string): number => {
      const order = byKeys(a, b);
      if (order !== 0 || flags.includes('s') || flags.includes('u')) return order;
      const bytes = a < b ? -1 : a > b ? 1 : 0;
      return flags.includes('r') ? -bytes : bytes;
    };
    if (flags.includes('c')) {
      const at = lines.findIndex((line, i) => i > 0 && lastResort(lines[i - 1]!, line) > 0);
      if (at < 0) return 0;
      if (system.gnu) system.warn(`-:${at + 1}: disorder: ${lines[at]}`);
      else system.write(2, `Check line ${at}\n`);
      return 1;
    }
    const sorted = lines.sort(lastResort).filter((line, i, all) => !flags.includes('u') || i === 0 || byKeys(all[i - 1]!, line) !== 0);
    const text = sorted.map((line) => `${line}\n`).join('');
    if (output === undefined) system.print(text);
    else {
      const written = system.files.write(output, text);
      if (!written.ok) {
        system.warn(`can't open '${output}': ${errorText(written.error)}`);
        return 2;
      }
    }
    return 0;
  },
});

export const shuf: Program = whole<{ readonly count: number; readonly fixed?: readonly string[] }>({
  start: (system) => {
    const parsed = options(system, 'n:i:e');
    if (parsed === undefined) return 1;
    const range = /^(\d+)-(\d+)$/.exec(parsed.values.get('i') ?? '');
    const fixed =
      range !== null
        ? Array.from({ length: Math.min(100_000, Math.max(0, Number(range[2]) - Number(range[1]) + 1)) }, (_, i) => String(Number(range[1]) + i))
        : parsed.flags.has('e')
          ? parsed.rest
          : undefined;
    return {
      files: fixed === undefined ? parsed.rest : ['/dev/null'],
      options: { count: Number(parsed.values.get('n') ?? Number.MAX_SAFE_INTEGER), ...(fixed === undefined ? {} : { fixed }) },
    };
  },
  unreadable: (system, name, why) => system.warn(`${name}: ${why}`),
  run: (system, inputs, { count, fixed }, failed) => {
    const lines = [...(fixed ?? inputs.flatMap(({ data }) => linesOf(data)))];
    for (let i = lines.length - 1; i > 0; i -= 1) {
      const j = Math.floor(system.random() * (i + 1));
      [lines[i], lines[j]] = [lines[j]!, lines[i]!];
    }
    system.print(
      lines
        .slice(0, count)
        .map((line) => `${line}\n`)
        .join(''),
    );
    return failed ? 1 : 0;
  },
});

export const comm: Program = whole<string>({
  start: (system) => {
    const parsed = options(system, '123');
    return parsed === undefined || parsed.rest.length !== 2 ? 1 : { files: parsed.rest, options: [...parsed.flags].join('') };
  },
  run: (system, inputs, hidden, failed) => {
    const [a, b] = inputs.map(({ data }) => linesOf(data)) as [string[], string[]];
    if (failed) return 1;
    const show = (column: number, line: string): void => {
      if (!hidden.includes(String(column))) system.print(`${'\t'.repeat([1, 2, 3].filter((other) => other < column && !hidden.includes(String(other))).length)}${line}\n`);
    };
    let [i, j] = [0, 0];
    while (i < a.length || j < b.length) {
      const [x, y] = [a[i], b[j]];
      if (x !== undefined && x === y) {
        show(3, x);
        [i, j] = [i + 1, j + 1];
      } else if (y === undefined || (x !== undefined && x < y)) {
        show(1, x!);
        i += 1;
      } else {
        show(2, y);
        j += 1;
      }
    }
    return 0;
  },
});

export const cmp: Program = whole<{ readonly silent: boolean; readonly names: readonly string[] }>({
  start: (system) => {
    const parsed = options(system, 'sl');
    return parsed === undefined || parsed.rest.length < 1
      ? 2
      : { files: parsed.rest.length === 1 ? [parsed.rest[0]!, '-'] : parsed.rest.slice(0, 2), options: { silent: parsed.flags.has('s'), names: parsed.rest } };
  },
  run: (system, inputs, { silent, names }, failed) => {
    const [a, b] = inputs;
    if (failed || a === undefined || b === undefined) return 2;
    if (a.data === b.data) return 0;
    let at = 0;
    while (at < a.data.length && a.data[at] === b.data[at]) at += 1;
    if (silent) return 1;
    const short = at >= a.data.length ? a : at >= b.data.length ? b : undefined;
    if (short !== undefined) system.warn(`EOF on ${short.name}`);
    else system.print(`${names[0]} ${names[1] ?? '-'} differ: char ${at + 1}, line ${a.data.slice(0, at).split('\n').length}\n`);
    return 1;
  },
});

/** The longest common subsequence's edits: kept, removed, added lines in order. Quadratic, so only for what differs in the middle. */
function edits(a: readonly string[], b: readonly string[]): (readonly [' ' | '-' | '+', string])[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const middle: (readonly [' ' | '-' | '+', string])[] = [];
  if (x.length * y.length > 4_000_000) middle.push(...x.map((line) => ['-', line] as const), ...y.map((line) => ['+', line] as const));
  else {
    const common = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1));
    for (let i = x.length - 1; i >= 0; i -= 1)
      for (let j = y.length - 1; j >= 0; j -= 1) common[i]![j] = x[i] === y[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    let [i, j] = [0, 0];
    while (i < x.length || j < y.length) {
      if (i < x.length && j < y.length && x[i] === y[j]) {
        middle.push([' ', x[i]!]);
        [i, j] = [i + 1, j + 1];
      } else if (j >= y.length || (i < x.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
        middle.push(['-', x[i]!]);
        i += 1;
      } else {
        middle.push(['+', y[j]!]);
        j += 1;
      }
    }
  }
  return [...a.slice(0, start).map((line) => [' ', line] as const), ...middle, ...(end === 0 ? [] : a.slice(-end)).map((line) => [' ', line] as const)];
}

/** The hunks of a unified diff, with `context` lines around each. Lines keep their newline; one without gets the usual note. */
export function unifiedHunks(before: string, after: string, context: number): string {
  const split = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const all = edits(split(before), split(after));
  let out = '';
  let [oldLine, newLine] = [1, 1];
  for (let i = 0; i < all.length;) {
    if (all[i]![0] === ' ') {
      let ahead = i;
      while (ahead < all.length && all[ahead]![0] === ' ') ahead += 1;
      if (ahead === all.length) break;
      const skip = Math.max(0, ahead - i - context);
      [oldLine, newLine, i] = [oldLine + skip, newLine + skip, i + skip];
    }
    // To the end of the hunk: a run of kept lines longer than twice the context ends it.
    let end = i;
    for (let kept = 0, j = i; j < all.length; j += 1) {
      kept = all[j]![0] === ' ' ? kept + 1 : 0;
      if (kept === 0) end = j + 1;
      if (kept > context * 2) break;
    }
    end = Math.min(all.length, end + context);
    const hunk = all.slice(i, end);
    const [olds, news] = [hunk.filter(([sign]) => sign !== '+').length, hunk.filter(([sign]) => sign !== '-').length];
    const range = (first: number, count: number): string => (count === 1 ? String(first) : `${count === 0 ? first - 1 : first},${count}`);
    out += `@@ -${range(oldLine, olds)} +${range(newLine, news)} @@\n`;
    for (const [sign, line] of hunk) out += `${sign}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`;
    [oldLine, newLine, i] = [oldLine + olds, newLine + news, end];
  }
  return out;
}

/** The changes as ed(1) would make them, with what goes and what comes. */
function plainHunks(before: string, after: string): string {
  const split = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const all = edits(split(before), split(after));
  let out = '';
  let [oldLine, newLine] = [1, 1];
  for (let i = 0; i < all.length;) {
    if (all[i]![0] === ' ') {
      [oldLine, newLine, i] = [oldLine + 1, newLine + 1, i + 1];
      continue;
    }
    let end = i;
    while (end < all.length && all[end]![0] !== ' ') end += 1;
    const change = all.slice(i, end);
    const [olds, news] = [change.filter(([sign]) => sign === '-'), change.filter(([sign]) => sign === '+')];
    const range = (first: number, count: number): string => (count === 0 ? String(first - 1) : count === 1 ? String(first) : `${first},${first + count - 1}`);
    const shown = (mark: string, lines: typeof olds): string => lines.map(([, line]) => `${mark} ${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`).join('');
    out += `${range(oldLine, olds.length)}${olds.length === 0 ? 'a' : news.length === 0 ? 'd' : 'c'}${range(newLine, news.length)}\n${shown('<', olds)}${olds.length > 0 && news.length > 0 ? '---\n' : ''}${shown('>', news)}`;
    [oldLine, newLine, i] = [oldLine + olds.length, newLine + news.length, end];
  }
  return out;
}

/** diff: busybox's is always unified, GNU's only where asked. */
export function diff(system: SystemCalls): number {
  const parsed = options(system, 'abdiL:NqrsTtU:wBu', { unified: 'u', brief: 'q', recursive: 'r', 'new-file': 'N', label: 'L' });
  if (parsed === undefined) return 2;
  const [a, b] = parsed.rest;
  if (a === undefined || b === undefined) {
    system.warn('missing operand');
    return 2;
  }
  let status = 0;
  const { flags } = parsed;
  const labels = parsed.all.filter(([option]) => option === 'L').map(([, value]) => value);
  const read = (path: string): string | undefined => {
    const node = system.files.stat(path);
    if (!node.ok && flags.has('N')) return '';
    const data = path === '-' ? system.read(0) : undefined;
    if (data !== undefined) return typeof data === 'string' ? '' : data.data;
    const text = system.files.read(path);
    if (text.ok) return text.value;
    system.warn(system.gnu ? `${path}: ${errorText(text.error)}` : `can't stat '${path}': ${errorText(text.error)}`);
    status = 2;
    return undefined;
  };
  const compare = (x: string, y: string): void => {
    const [before, after] = [read(x), read(y)];
    if (before === undefined || after === undefined) return;
    const normal = (text: string): string => {
      let result = flags.has('i') ? text.toLowerCase() : text;
      if (flags.has('w')) result = result.replace(/[ \t]+/g, '');
      else if (flags.has('b')) result = result.replace(/[ \t]+/g, ' ').replace(/ $/gm, '');
      return result;
    };
    if (normal(before) === normal(after)) {
      if (flags.has('s')) system.print(`Files ${x} and ${y} are identical\n`);
      return;
    }
    status = Math.max(status, 1);
    if (flags.has('q')) system.print(`Files ${x} and ${y} differ\n`);
    else if (system.gnu && !flags.has('u') && !parsed.values.has('U')) system.print(plainHunks(before, after));
    else system.print(`--- ${labels[0] ?? x}\n+++ ${labels[1] ?? y}\n${unifiedHunks(before, after, Number(parsed.values.get('U') ?? 3))}`);
  };
  const isFolder = (path: string): boolean => {
    const node = system.files.stat(path);
    return node.ok && node.value.type === 'directory';
  };
  const folders = (x: string, y: string): void => {
    const [left, right] = [x, y].map((path) => system.files.list(path)).map((names) => (names.ok ? names.value : []));
    for (const name of [...new Set([...left!, ...right!])].sort()) {
      if (!right!.includes(name) && !flags.has('N')) system.print(`Only in ${x}: ${name}\n`);
      else if (!left!.includes(name) && !flags.has('N')) system.print(`Only in ${y}: ${name}\n`);
      else if (isFolder(`${x}/${name}`) && isFolder(`${y}/${name}`)) {
        if (flags.has('r')) folders(`${x}/${name}`, `${y}/${name}`);
        continue;
      } else {
        compare(`${x}/${name}`, `${y}/${name}`);
        continue;
      }
      status = Math.max(status, 1);
    }
  };
  if (isFolder(a) && isFolder(b)) folders(a, b);
  else if (isFolder(a)) compare(`${a}/${b.split('/').at(-1)}`, b);
  else if (isFolder(b)) compare(a, `${b}/${a.split('/').at(-1)}`);
  else compare(a, b);
  return status;
}
