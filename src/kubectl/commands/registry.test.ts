import { describe, expect, it } from 'vitest';
import type { Command } from '../command.ts';
import type { FlagSpec } from '../flags.ts';
import { GLOBAL_FLAGS } from '../global-flags.ts';
import recorded from '../testing/flags.json';
import { COMMANDS } from './registry.ts';

/** By the words that lead to a command: its flags as `kubectl … --help` of v1.34.4 lists them. */
const wanted = recorded as Readonly<Record<string, readonly string[]>>;

function everyCommand(commands: readonly Command[], path: readonly string[] = []): readonly (readonly [string, Command])[] {
  return commands.flatMap((command) => {
    const words = [...path, command.name];
    return [[words.join(' '), command] as const, ...everyCommand(command.subcommands ?? [], words)];
  });
}

/** As help prints a flag's default: zeros of most types are empty texts with quotes, lists in brackets. */
function shownDefault({ type, default: given }: FlagSpec): string {
  switch (type) {
    case 'bool':
      return given ?? 'false';
    case 'int':
    case 'int32':
    case 'int64':
      return given ?? '0';
    case 'duration':
      return given ?? '0s';
    case 'stringSlice':
    case 'stringArray':
      return given ? `[${given}]` : '[]';
    case 'string':
      return `'${given ?? ''}'`;
  }
}
const shown = (flag: FlagSpec): string => `${flag.short ? `-${flag.short},` : ''}--${flag.name}=${shownDefault(flag)}`;
/** Types of its own have no default to show. */
const untyped = new Set(Object.values(wanted).flatMap((flags) => flags.filter((flag) => flag.endsWith('='))));
const known = (flag: string): string => ([...untyped].includes(`${flag.split('=')[0]}=`) ? `${flag.split('=')[0]}=` : flag);
const listed = (flags: readonly FlagSpec[]): readonly string[] =>
  flags.filter(({ hidden, deprecated, env }) => !hidden && !deprecated && env === undefined).map((flag) => known(shown(flag)));

const commands = new Map(everyCommand(COMMANDS));

describe('every command of kubectl v1.34.4', () => {
  it('is there', () => expect(Object.keys(wanted).filter((path) => !commands.has(path))).toEqual([]));
  it.each(Object.entries(wanted).filter(([path]) => path !== 'options' && commands.has(path)))('%s has its flags', (path, flags) => {
    const ours = listed(commands.get(path)!.flags ?? []);
    expect({ missing: flags.filter((flag) => !ours.includes(flag)), other: ours.filter((flag) => !flags.includes(flag)) }).toEqual({ missing: [], other: [] });
  });
  it('has the flags of all commands', () => expect([...listed(GLOBAL_FLAGS)].sort()).toEqual([...wanted['options']!].sort()));
});
