/** What all of `kubectl create KIND NAME` share (upstream: pkg/cmd/create/create.go, CreateSubcommandOptions). */
import type { Unchecked } from '../../../api/meta/types.ts';
import type { Task } from '../../../engine/client.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, dryRunSuffix, DRY_RUN_FLAG, fieldManagerFlag, fieldValidationOf, SAVE_CONFIG_FLAG, VALIDATE_FLAG } from '../../common-flags.ts';
import { errorText, failed, type Failure } from '../../failure.ts';
import type { FlagSpec } from '../../flags.ts';
import { LAST_APPLIED } from '../../last-applied.ts';
import { annotationsOf, withMetadata } from '../../resources/info.ts';
import { chosenFormat, objectPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import { parseApiVersion } from '../../rest-mapper.ts';

type Built = Result<Unchecked, Failure>;

export interface Generator {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly short: string;
  /** Behind `create `. */
  readonly usage: string;
  readonly examples?: string;
  readonly flags: readonly FlagSpec[];
  /** Flags without which nothing is done. */
  readonly required?: readonly string[];
  /** `failed to create deployment: ` in front of the server's refusals; without it they are printed as refusals. */
  readonly refusal?: (call: Call) => string;
  /** `--save-config` is taken and does nothing. */
  readonly savesNothing?: true;
  /** The object, its fields in the order of Go's structs; `command` is what stands behind `--`. */
  readonly build: (call: Call, name: string, command: readonly string[]) => Built | Task<Built>;
}

export const generatorCommand = (generator: Generator): Command => ({
  name: generator.name,
  aliases: generator.aliases,
  short: generator.short,
  usage: `create ${generator.usage} [options]`,
  examples: generator.examples,
  flags: [...OUTPUT_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG, DRY_RUN_FLAG, fieldManagerFlag('kubectl-create'), ...generator.flags],
  run: (call) => create(call, generator),
});

function* create(call: Call, generator: Generator): Task<Failure | undefined> {
  const { flags, args, dash } = call;
  const missing = requiredFlags(call, generator.required ?? []);
  if (missing) return missing;
  const name = nameArgument(call);
  if (!name.ok) return name.error;
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const printer = objectPrinter(call, `created${dryRunSuffix(dryRun.value)}`);
  if (!printer.ok) return printer.error;
  const fieldValidation = fieldValidationOf(call);
  if (!fieldValidation.ok) return fieldValidation.error;
  const building = generator.build(call, name.value, dash < 0 ? [] : args.slice(1));
  const built = 'ok' in building ? building : yield* building;
  if (!built.ok) return built.error;
  const object = generator.savesNothing ? built.value : withOwnConfiguration(built.value, flags.bool('save-config'));
  if (dryRun.value === 'client') {
    if (chosenFormat(call) !== 'json') return print(call, printer.value(object));
    call.out(structJson(object));
    return undefined;
  }
  const { group, version } = parseApiVersion(object.apiVersion as string);
  const mapping = call.mapper.forKind(group, version, object.kind as string);
  if (!mapping) return failed(`no matches for kind "${object.kind as string}" in version "${object.apiVersion as string}"`);
  const created = yield* call.api.create(mapping, call.namespace, object, {
    protobuf: true,
    fieldManager: flags.string('field-manager'),
    fieldValidation: fieldValidation.value,
    ...(dryRun.value === 'server' && { dryRun: true }),
  });
  if (created.ok) return print(call, printer.value(created.value as unknown as Unchecked));
  return generator.refusal ? failed(generator.refusal(call) + errorText(created.error)) : created.error;
}

function print(call: Call, printed: Result<string, Failure>): Failure | undefined {
  if (!printed.ok) return printed.error;
  call.out(printed.value);
  return undefined;
}

/** JSON with the fields as they stand: kubectl prints what it made itself in the order of Go's structs. */
export const structJson = (object: Unchecked): string => `${escaped(JSON.stringify(object, null, 4))}\n`;

const escaped = (json: string): string => json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** `--save-config`: an object that kubectl made itself, with its own JSON in the annotation of `apply`. */
export function withOwnConfiguration(object: Unchecked, save: boolean): Unchecked {
  return save ? withMetadata(object, { annotations: { ...annotationsOf(object), [LAST_APPLIED]: `${escaped(JSON.stringify(object))}\n` } }) : object;
}

/** upstream: cobra's ValidateRequiredFlags */
export function requiredFlags(call: Call, names: readonly string[]): Failure | undefined {
  const missing = names.filter((name) => !call.flags.changed(name));
  return missing.length > 0 ? failed(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`) : undefined;
}

/** The one argument before `--` (upstream: NameFromCommandArgs). */
export function nameArgument(call: Call): Result<string, Failure> {
  const count = call.dash < 0 ? call.args.length : call.dash;
  return count === 1 ? ok(call.args[0]!) : err(call.usageFailure(`exactly one NAME is required, got ${count}`));
}

/** The metadata of a namespaced object: its namespace only where the user gave one. */
export const metadataFor = (
  call: Call,
  name: string,
  more: { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> } = {},
): Unchecked => ({
  name,
  ...(call.explicitNamespace && { namespace: call.namespace }),
  ...more,
});

export const refuse = (text: string): { readonly ok: false; readonly error: Failure } => err(failed(text));

/** `80` as a number, `http` as it is (upstream: intstr.Parse). */
export const intOrString = (text: string): number | string => (/^[+-]?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 31 ? Number(text) : text);
