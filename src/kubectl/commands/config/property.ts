/** `kubectl config set | unset`: one value by its path (upstream: pkg/cmd/config/{set,unset,navigation_step_parser}.go). */
import { quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Command } from '../../command.ts';
import { failed } from '../../failure.ts';
import { parseBool } from '../../flags.ts';
import { FIELDS, SECTIONS, type Section } from '../../kubeconfig-shape.ts';
import { argumentsFailure, readEntries, soleArgument, toBase64, writeEntries, type Entries } from './entries.ts';

type Path = { readonly top: 'current-context' } | { readonly section: Section; readonly name?: string; readonly field?: string };

const GO_TYPES: Readonly<Record<Section, string>> = { clusters: 'api.Cluster', users: 'api.AuthInfo', contexts: 'api.Context' };

/** `contexts.my.context.namespace`: a name may have dots, up to the next word that is a field. */
function parsePath(text: string): Result<Path, string> {
  const parts = text.split('.');
  const [first = ''] = parts;
  if (first === 'current-context') return parts.length === 1 ? ok({ top: first }) : err(`unable to parse one or more field values of ${text}`);
  const section = SECTIONS.find((s) => s === first);
  if (!section) return err(`unable to parse ${text} after [] at api.Config`);
  if (parts.length === 1) return ok({ section });
  const known = parts.findIndex((part, at) => at >= 2 && FIELDS[section].has(part));
  const name = parts.slice(1, known < 0 ? undefined : known).join('.');
  if (known < 0) return ok({ section, name });
  if (known < parts.length - 1) return err(`unable to parse one or more field values of ${text}`);
  return ok({ section, name, field: parts[known]! });
}

function setProperty(entries: Entries, path: Path, value: string, raw: boolean): string | undefined {
  if ('top' in path) {
    entries.currentContext = value;
    return undefined;
  }
  const { section, name, field } = path;
  if (name === undefined || field === undefined) return `can't set a map to a value: map[string]*${GO_TYPES[section]}`;
  let typed: unknown = value;
  if (FIELDS[section].get(field) === 'bool') {
    const flag = parseBool(value);
    if (!flag.ok) return `strconv.ParseBool: parsing ${quote(value)}: invalid syntax`;
    typed = flag.value;
  } else if (FIELDS[section].get(field) === 'bytes') {
    if (raw) typed = toBase64(new TextEncoder().encode(value));
    else if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value))
      return `error decoding input value: illegal base64 data at input byte ${firstNotBase64(value)}`;
  }
  entries[section].set(name, { ...entries[section].get(name), [field]: typed });
  return undefined;
}

function firstNotBase64(text: string): number {
  const at = text.search(/[^A-Za-z0-9+/]/);
  return at < 0 ? text.length - (text.length % 4) : at;
}

function unsetProperty(entries: Entries, path: Path): string | undefined {
  if ('top' in path) {
    entries.currentContext = '';
    return undefined;
  }
  const { section, name, field } = path;
  if (name === undefined) entries[section].clear();
  else if (field === undefined) entries[section].delete(name);
  else {
    const entry = entries[section].get(name);
    if (!entry) return `current map key \`${name}\` is invalid`;
    const { [field]: _, ...rest } = entry;
    entries[section].set(name, rest);
  }
  return undefined;
}

export const setCommand: Command = {
  name: 'set',
  short: 'Set an individual value in a kubeconfig file',
  long: 'Set an individual value in a kubeconfig file. PROPERTY_NAME is a path with dots, such as contexts.dev.namespace. Binary fields take base64, or any text with --set-raw-bytes.',
  examples: 'kubectl config set clusters.my-cluster.server https://1.2.3.4\nkubectl config set contexts.my-context.cluster my-cluster',
  usage: 'config set PROPERTY_NAME PROPERTY_VALUE',
  flags: [{ name: 'set-raw-bytes', type: 'bool', help: 'Take the value of a binary field as it is, not as base64.' }],
  *run(call) {
    if (call.args.length !== 2) return argumentsFailure(call);
    const [property, value] = [call.args[0]!, call.args[1]!];
    if (value === '') return failed('you cannot use set to unset a property');
    if (property === '') return failed('you must specify a property');
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    const path = parsePath(property);
    if (!path.ok) return failed(path.error);
    const problem = setProperty(entries.value, path.value, value, call.flags.bool('set-raw-bytes'));
    if (problem) return failed(problem);
    writeEntries(call, entries.value);
    call.out(`Property ${quote(property)} set.\n`);
    return undefined;
  },
};

export const unset: Command = {
  name: 'unset',
  short: 'Unset an individual value in a kubeconfig file',
  examples: 'kubectl config unset current-context\nkubectl config unset contexts.foo.namespace',
  usage: 'config unset PROPERTY_NAME',
  *run(call) {
    const property = soleArgument(call);
    if (!property.ok) return property.error;
    if (property.value === '') return failed('you must specify a property');
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    const path = parsePath(property.value);
    if (!path.ok) return failed(path.error);
    const problem = unsetProperty(entries.value, path.value);
    if (problem) return failed(problem);
    writeEntries(call, entries.value);
    call.out(`Property ${quote(property.value)} unset.\n`);
    return undefined;
  },
};
