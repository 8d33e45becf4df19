/** Command-line options as getopt(3) reads them: flags may be bundled, options may follow arguments, `--` ends them. */
import type { SystemCalls } from '../system-calls.ts';

export interface Options {
  readonly flags: ReadonlySet<string>;
  /** The last value of each option that takes one. */
  readonly values: ReadonlyMap<string, string>;
  /** All values, in order. */
  readonly all: readonly (readonly [option: string, value: string])[];
  readonly rest: readonly string[];
}

/**
 * `spec` as for getopt: `nA:` is a flag `n` and an option `A` with a value; a leading `+` stops at the first argument. `long` maps long names to letters.
 * On an option that is not there says so; then the result is undefined and the exit code is the caller's to choose (usually 1).
 */
export function options(system: SystemCalls, spec: string, long: Readonly<Record<string, string>> = {}, args: readonly string[] = system.args): Options | undefined {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const all: [string, string][] = [];
  const rest: string[] = [];
  const stops = spec.startsWith('+');
  const takes = (letter: string): boolean => spec[spec.indexOf(letter) + 1] === ':';
  const queue = [...args];
  const put = (letter: string, value: string | undefined): boolean => {
    if (value === undefined) {
      system.warn(`option requires an argument -- '${letter}'`);
      return false;
    }
    values.set(letter, value);
    all.push([letter, value]);
    return true;
  };
  while (queue.length > 0) {
    const arg = queue.shift()!;
    if (arg === '--') {
      rest.push(...queue);
      break;
    }
    if (arg.startsWith('--')) {
      const [name, inline] = [arg.slice(2).split('=')[0]!, arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : undefined];
      const letter = Object.hasOwn(long, name) ? long[name] : undefined;
      if (letter === undefined) {
        system.warn(`unrecognized option '${arg}'`);
        return undefined;
      }
      if (!takes(letter)) flags.add(letter);
      else if (!put(letter, inline ?? queue.shift())) return undefined;
    } else if (arg.length > 1 && arg.startsWith('-')) {
      for (let i = 1; i < arg.length; i += 1) {
        const letter = arg[i]!;
        if (letter === ':' || letter === '+' || !spec.includes(letter)) {
          system.warn(`invalid option -- '${letter}'`);
          return undefined;
        }
        if (!takes(letter)) {
          flags.add(letter);
          continue;
        }
        if (!put(letter, i + 1 < arg.length ? arg.slice(i + 1) : queue.shift())) return undefined;
        break;
      }
    } else {
      rest.push(arg);
      if (!stops) continue;
      rest.push(...queue);
      break;
    }
  }
  return { flags, values, all, rest };
}

/** A count with a unit as busybox takes it: `10`, `2k`, `1M`, `512b`. */
export function sizeOf(text: string): number | undefined {
  const match = /^(\d+)(c|w|b|k|K|kB|M|MB|m|G|GB|g|T)?$/.exec(text);
  if (match === null) return undefined;
  const unit: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024, K: 1024, kB: 1000, M: 1 << 20, m: 1 << 20, MB: 1e6, G: 1 << 30, g: 1 << 30, GB: 1e9, T: 2 ** 40 };
  return Number(match[1]) * (match[2] === undefined ? 1 : unit[match[2]]!);
}

/** Milliseconds of a duration as sleep and timeout take it: `5`, `0.5`, `2m`. */
export function millisecondsOf(text: string): number | undefined {
  if (text === 'infinity' || text === 'inf') return Number.POSITIVE_INFINITY;
  const match = /^(\d*\.?\d+|\d+\.)([smhd])?$/.exec(text);
  if (match === null) return undefined;
  const unit = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] ?? 's'] ?? 1000;
  return Math.round(Number(match[1]) * unit);
}
