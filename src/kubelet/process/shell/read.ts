/** The built-in `read`. */
import type { Shell } from './shell.ts';
import { ShellError, Stop } from './stops.ts';

interface Kept {
  readonly data: string;
  readonly until: number | null;
}

/** Cuts a line into as many values as there are names; the last takes the rest. A backslash (1 after each character in `escaped`) protects. */
function assignFields(shell: Shell, line: readonly (readonly [char: string, escaped: boolean])[], names: readonly string[]): void {
  const ifs = shell.variables.get('IFS') ?? ' \t\n';
  const isSpace = ([char, escaped]: readonly [string, boolean]): boolean => !escaped && ifs.includes(char) && ' \t\n'.includes(char);
  const isBorder = ([char, escaped]: readonly [string, boolean]): boolean => !escaped && ifs.includes(char);
  const text = (from: number, to: number): string =>
    line
      .slice(from, to)
      .map(([char]) => char)
      .join('');
  let at = 0;
  while (at < line.length && isSpace(line[at]!)) at += 1;
  names.forEach((name, i) => {
    const start = at;
    if (i === names.length - 1) {
      let end = line.length;
      while (end > start && isSpace(line[end - 1]!)) end -= 1;
      // One border at the very end belongs to the last field only where another one is inside it.
      if (end > start && isBorder(line[end - 1]!) && !line.slice(start, end - 1).some(isBorder)) end -= 1;
      shell.assign(name, text(start, end));
      return;
    }
    while (at < line.length && !isBorder(line[at]!)) at += 1;
    shell.assign(name, text(start, at));
    while (at < line.length && isSpace(line[at]!)) at += 1;
    if (at < line.length && isBorder(line[at]!) && (start === at || !isSpace(line[at]!))) {
      at += 1;
      while (at < line.length && isSpace(line[at]!)) at += 1;
    }
  });
}

function unescape(data: string, raw: boolean): (readonly [string, boolean])[] {
  const line: (readonly [string, boolean])[] = [];
  for (let i = 0; i < data.length; i += 1) {
    if (!raw && data[i] === '\\') {
      i += 1;
      if (data[i] !== undefined && data[i] !== '\n') line.push([data[i]!, true]);
    } else line.push([data[i]!, false]);
  }
  return line;
}

export function read(shell: Shell, args: readonly string[]): number {
  const { memo, system } = shell;
  let raw = false;
  let fd = 0;
  let count: number | undefined;
  let timeout: number | undefined;
  let prompt = '';
  let delimiter = '\n';
  const rest = [...args];
  while (rest[0]?.startsWith('-') && rest[0] !== '-') {
    const arg = rest.shift()!;
    if (arg === '--') break;
    for (let i = 1; i < arg.length; i += 1) {
      const flag = arg[i]!;
      if (flag === 'r') raw = true;
      else if (flag !== 's') {
        const value = i + 1 < arg.length ? arg.slice(i + 1) : rest.shift();
        if (value === undefined || !'ntpdu'.includes(flag)) throw new ShellError(`read: illegal option -${flag}`);
        if (flag === 'n') count = Number(value);
        else if (flag === 't') timeout = Number(value);
        else if (flag === 'u') fd = Number(value);
        else if (flag === 'd') delimiter = value[0] ?? '\0';
        else prompt = value;
        break;
      }
    }
  }
  const names = rest.length === 0 ? ['REPLY'] : rest;
  const kept = memo.pending?.on === 'builtin' ? (memo.pending.memo as Kept) : undefined;
  memo.pending = undefined;
  if (kept === undefined && prompt !== '') system.write(2, prompt);
  let data = kept?.data ?? '';
  const until = kept === undefined ? (timeout === undefined ? null : system.after(timeout * 1000)) : kept.until;
  let ended = false;
  for (;;) {
    const chunk = count === undefined && delimiter === '\n' ? system.readLine(fd) : system.read(fd, 1);
    if (chunk === 'blocked') {
      if (until !== null && system.elapsed(until) >= 0) return 1;
      if (kept !== undefined && shell.hasTrappedSignal) return 1;
      memo.pending = { on: 'builtin', memo: { data, until } };
      throw new Stop({ wait: { for: 'read', fd, beyond: count === undefined && delimiter === '\n' ? system.available(fd) : 0, ...(until === null ? {} : { until }) } });
    }
    if (chunk === 'end') {
      ended = true;
      break;
    }
    data += chunk.data;
    if (data.endsWith(delimiter)) {
      data = data.slice(0, -1);
      const backslashes = /\\*$/.exec(data.slice(-100))![0].length;
      if (raw || delimiter !== '\n' || backslashes % 2 === 0) break;
      data = data.slice(0, -1);
    }
    if (count !== undefined && data.length >= count) break;
  }
  const line = unescape(data.replaceAll('\0', ''), raw);
  if (rest.length === 0) shell.assign('REPLY', line.map(([char]) => char).join(''));
  else assignFields(shell, line, names);
  return ended ? 1 : 0;
}
