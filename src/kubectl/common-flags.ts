/** Rows that many commands share (upstream: kubectl `pkg/cmd/util/helpers.go` Add…Flags). */
import { err, ok, type Result } from '../base/result.ts';
import { quote } from '../base/go-format.ts';
import type { Call } from './command.ts';
import { failed, type Failure } from './failure.ts';
import { parseBool, type FlagSpec } from './flags.ts';
import type { FileOptions } from './resources/files.ts';

export const filenameFlags = (purpose: string): readonly FlagSpec[] => [
  { name: 'filename', short: 'f', type: 'stringSlice', help: `Files or folders ${purpose}; - is standard input.` },
  { name: 'kustomize', short: 'k', type: 'string', help: 'A kustomization folder; cannot be used with -f or -R.' },
  { name: 'recursive', short: 'R', type: 'bool', help: 'Take the subfolders of a folder given with -f too.' },
];

/** As builders without kustomizations have them: folders whole. */
export const wholeFolderFlags = (purpose: string): readonly FlagSpec[] =>
  filenameFlags(purpose)
    .filter(({ name }) => name !== 'kustomize')
    .map((flag) => (flag.name === 'recursive' ? { ...flag, default: 'true' } : flag));

export const DRY_RUN_FLAG: FlagSpec = {
  name: 'dry-run',
  type: 'string',
  default: 'none',
  bare: 'unchanged',
  choices: ['none', 'client', 'server'],
  help: 'none, client (print what would be sent) or server (send it, without keeping it).',
};
export const SELECTOR_FLAG: FlagSpec = { name: 'selector', short: 'l', type: 'string', help: 'Label query: key=value, key!=value, key in (a,b), key, !key, joined by commas.' };
export const FIELD_SELECTOR_FLAG: FlagSpec = { name: 'field-selector', type: 'string', help: 'Field query such as status.phase=Running; each kind knows few fields.' };
export const ALL_NAMESPACES_FLAG: FlagSpec = { name: 'all-namespaces', short: 'A', type: 'bool', help: 'Look in all namespaces, whatever --namespace says.' };
export const CHUNK_SIZE_FLAG: FlagSpec = { name: 'chunk-size', type: 'int64', default: '500', help: 'Read large lists in parts of this size; 0 reads them whole.' };
export const VALIDATE_FLAG: FlagSpec = {
  name: 'validate',
  type: 'string',
  default: 'strict',
  bare: 'strict',
  choices: ['strict', 'warn', 'ignore', 'true', 'false'],
  help: 'What to do about unknown and duplicate fields: strict (or true) refuses, warn warns, ignore (or false) drops them.',
};
export const RECORD_FLAG: FlagSpec = {
  name: 'record',
  type: 'bool',
  deprecated: '--record will be removed in the future',
  help: 'Keep the command line in the annotation kubernetes.io/change-cause.',
};
export const SAVE_CONFIG_FLAG: FlagSpec = { name: 'save-config', type: 'bool', help: "Keep the configuration in the object's annotation, for a later apply." };
export const fieldManagerFlag = (manager: string): FlagSpec => ({
  name: 'field-manager',
  type: 'string',
  default: manager,
  help: 'The name under which the changed fields are owned.',
});
export const subresourceFlag = (help: string): FlagSpec => ({ name: 'subresource', type: 'string', help, choices: ['status', 'scale', 'resize'] });

export function fileOptions(call: Call, validate = false): FileOptions {
  return { filenames: call.flags.strings('filename'), recursive: call.flags.bool('recursive'), kustomize: kustomizeOf(call), validate };
}
const kustomizeOf = ({ flags }: Call): string => (flags.has('kustomize') ? flags.string('kustomize') : '');
export const hasFiles = (call: Call): boolean => call.flags.strings('filename').length > 0 || kustomizeOf(call) !== '';

export type DryRun = 'none' | 'client' | 'server';

/** `--dry-run` (upstream: GetDryRunStrategy). */
export function dryRunOf(call: Call): Result<DryRun, Failure> {
  const text = call.flags.string('dry-run');
  switch (text) {
    case 'client':
    case 'server':
    case 'none':
      return ok(text);
    case 'unchanged':
      call.err(logLine('helpers.go:731', '--dry-run is deprecated and can be replaced with --dry-run=client.'));
      return ok('client');
  }
  const flag = parseBool(text);
  if (!flag.ok) return err(failed(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`));
  const dryRun = flag.value ? 'client' : 'none';
  call.err(logLine(flag.value ? 'helpers.go:745' : 'helpers.go:748', `--dry-run=${text} is deprecated (boolean value) and can be replaced with --dry-run=${dryRun}.`));
  return ok(dryRun);
}

/** A warning of kubectl's log, of no particular time and process. `place` is the line of upstream's source that writes it. */
export const logLine = (place: string, text: string): string => `W0101 00:00:00.000000       1 ${place}] ${text}\n`;

/** What a message says behind the operation. */
export const dryRunSuffix = (dryRun: DryRun): string => (dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '');

/** `--validate` as the server's fieldValidation. */
export function fieldValidationOf(call: Call): Result<'Strict' | 'Warn' | 'Ignore', Failure> {
  const text = call.flags.string('validate');
  const flag = parseBool(text);
  if (flag.ok) return ok(flag.value ? 'Strict' : 'Ignore');
  switch (text) {
    case 'strict':
      return ok('Strict');
    case 'warn':
      return ok('Warn');
    case 'ignore':
      return ok('Ignore');
    default:
      return err(failed(`invalid - validate option ${quote(text)}; must be one of: strict (or true), warn, ignore (or false)`));
  }
}
