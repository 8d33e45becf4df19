/** Help texts, made from the command table. */
import { GROUPS, type Command } from './command.ts';
import type { FlagSpec } from './flags.ts';

/** What `kubectl COMMAND --help` prints. */
export function commandHelp(command: Command, path: string): string {
  if (path === command.name) return rootHelp(command);
  const parts = [command.long ?? `${command.short}.`];
  if (command.aliases?.length) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`);
  if (command.examples)
    parts.push(
      `Examples:\n${command.examples
        .trimEnd()
        .split('\n')
        .map((l) => (l === '' ? l : `  ${l}`))
        .join('\n')}`,
    );
  const subcommands = (command.subcommands ?? []).filter((c) => !c.hidden);
  if (subcommands.length > 0) parts.push(`Available Commands:\n${table(subcommands.toSorted((a, b) => (a.name < b.name ? -1 : 1)))}`);
  const flags = (command.flags ?? []).filter((f) => !f.hidden && !f.deprecated && f.env === undefined);
  if (flags.length > 0) parts.push(`Options:\n${flagTable(flags)}`);
  parts.push(`Usage:\n  kubectl ${command.usage}${command.usage.includes('[options]') ? '' : ' [options]'}`);
  const hints = ['Use "kubectl options" for a list of global command-line options (applies to all commands).'];
  if (subcommands.length > 0) hints.unshift(`Use "${path} <command> --help" for more information about a given command.`);
  return `${parts.join('\n\n')}\n\n${hints.join('\n')}\n`;
}

function rootHelp(root: Command): string {
  const visible = (root.subcommands ?? []).filter((c) => !c.hidden);
  const groups = GROUPS.map((group) => ({ group, commands: visible.filter((c) => (c.group ?? 'Other Commands') === group) })).filter((g) => g.commands.length > 0);
  return `${root.short}\n\n${groups
    .map((g) => `${g.group}:\n${table(g.commands)}`)
    .join(
      '\n\n',
    )}\n\nUsage:\n  kubectl [flags] [options]\n\nUse "kubectl <command> --help" for more information about a given command.\nUse "kubectl options" for a list of global command-line options (applies to all commands).\n`;
}

function table(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((c) => c.name.length));
  return commands.map((c) => `  ${c.name.padEnd(width)}   ${c.short}`).join('\n');
}

/** Flags as kubectl's help shows them: `    -f, --filename=[]:` and the text below. */
export function flagTable(flags: readonly FlagSpec[]): string {
  const sorted = [...flags].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.map((f) => `    ${f.short ? `-${f.short}, ` : ''}--${f.name}=${shownDefault(f)}:\n\t${f.help}`).join('\n\n');
}

function shownDefault(flag: FlagSpec): string {
  if (flag.type === 'string') return `'${flag.default ?? ''}'`;
  if (flag.type === 'stringSlice' || flag.type === 'stringArray') return `[${flag.default ?? ''}]`;
  return flag.default ?? (flag.type === 'bool' ? 'false' : flag.type === 'duration' ? '0s' : '0');
}
