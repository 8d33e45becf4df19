/** `kubectl replace` (upstream: kubectl `pkg/cmd/replace/replace.go`). */
import type { Unchecked } from '../../api/meta/types.ts';
import { now, sleep, type Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import {
  dryRunOf,
  dryRunSuffix,
  DRY_RUN_FLAG,
  fieldManagerFlag,
  fieldValidationOf,
  fileOptions,
  filenameFlags,
  hasFiles,
  RECORD_FLAG,
  SAVE_CONFIG_FLAG,
  subresourceFlag,
  VALIDATE_FLAG,
} from '../common-flags.ts';
import { DELETION_FLAGS, deleteResources, propagationOf, waitUntilGone } from '../deletion.ts';
import { rawProblem, sendRaw } from '../raw.ts';
import { failed, withSource, type Failure } from '../failure.ts';
import { savedConfiguration } from '../last-applied.ts';
import { objectPrinter, OUTPUT_FLAGS, type ObjectPrinter } from '../printers/output.ts';
import { recorded } from '../record.ts';
import { refresh, resourceVersionOf, withMetadata } from '../resources/info.ts';
import { findResources } from '../resources/query.ts';

export const replace: Command = {
  name: 'replace',
  group: 'Advanced Commands',
  short: 'Replace objects by what files describe',
  usage: 'replace -f FILENAME [options]',
  examples: `# The whole object as the file says
kubectl replace -f web.yaml
# Delete it and create it anew
kubectl replace --force -f web.yaml`,
  flags: [
    ...filenameFlags('that describe the new objects'),
    ...DELETION_FLAGS,
    VALIDATE_FLAG,
    SAVE_CONFIG_FLAG,
    DRY_RUN_FLAG,
    RECORD_FLAG,
    fieldManagerFlag('kubectl-replace'),
    subresourceFlag('Replace this subresource of the object.'),
    { name: 'wait', type: 'bool', help: 'With --force: wait until the old objects are gone.' },
    { name: 'raw', type: 'string', help: 'A path to send PUT to.' },
    ...OUTPUT_FLAGS,
  ],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  const fieldValidation = fieldValidationOf(call);
  if (!fieldValidation.ok) return fieldValidation.error;
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const printer = objectPrinter(call, `replaced${dryRunSuffix(dryRun.value)}`);
  if (!printer.ok) return printer.error;
  if (!hasFiles(call)) return failed('must specify one of -f and -k');
  const force = flags.bool('force');
  if (flags.number('grace-period') >= 0 && !force) return failed('--grace-period must have --force specified');
  if (flags.number('timeout') !== 0 && !force) return failed('--timeout must have --force specified');
  if (force && dryRun.value !== 'none') return failed('--dry-run can not be used when --force is set');
  if (flags.string('raw')) {
    const problem = rawProblem(call, { required: true });
    return problem === undefined ? yield* sendRaw(call, 'PUT', flags.string('raw'), flags.strings('filename')[0]) : failed(problem);
  }
  const options = { fieldManager: flags.string('field-manager'), fieldValidation: fieldValidation.value, ...(dryRun.value === 'server' && { dryRun: true }) };
  if (force) return yield* forceReplace(call, printer.value, options);

  const resources = findResources(call, { files: fileOptions(call, fieldValidation.value !== 'Ignore'), continueOnError: true });
  if (!resources.ok) return resources.error;
  return yield* resources.value.visit(function* (info) {
    let object = recorded(call, savedConfiguration(info.object!, flags.bool('save-config')));
    info.object = object;
    if (dryRun.value === 'client') return print(call, printer.value, object);
    const subresource = flags.string('subresource') || undefined;
    if (resourceVersionOf(object) === '') {
      const current = yield* call.api.get(info.mapping, info.namespace, info.name, subresource);
      if (current.ok) object = withMetadata(object, { resourceVersion: current.value.metadata.resourceVersion });
    }
    const replaced = yield* call.api.update(info.mapping, info.namespace, info.name, object, { ...options, subresource });
    if (!replaced.ok) return withSource('replacing', info.source, replaced.error);
    refresh(info, replaced.value as unknown as Unchecked);
    return print(call, printer.value, info.object);
  });
}

function print(call: Call, printer: ObjectPrinter, object: Unchecked): Failure | undefined {
  const printed = printer(object);
  if (!printed.ok) return printed.error;
  call.out(printed.value);
  return undefined;
}

/** Milliseconds between the old objects' end and the new ones' creation, in which kubectl reads files and schemas again: what the old ones owned is gone by then. */
const READ_AGAIN = 80;

/** Deletes, waits, creates. */
function* forceReplace(call: Call, printer: ObjectPrinter, options: object): Task<Failure | undefined> {
  const { flags } = call;
  const propagation = propagationOf(call);
  if (!propagation.ok) return propagation.error;
  const asked = flags.number('grace-period');
  const old = findResources(call, { files: fileOptions(call), requireObject: false, continueOnError: true });
  if (!old.ok) return old.error;
  const failure = yield* deleteResources(call, old.value, {
    gracePeriod: asked === 0 ? 1 : asked,
    propagation: propagation.value,
    ignoreNotFound: true,
    wait: asked === 0 || flags.bool('wait'),
    timeout: flags.number('timeout'),
    dryRun: 'none',
    output: flags.string('output'),
  });
  if (failure) return failure;
  const until = (yield* now()) + (flags.number('timeout') || 300_000);
  const lingering = yield* old.value.visit((info) => waitUntilGone(call, info, undefined, until));
  if (lingering) return lingering;
  yield* sleep(READ_AGAIN);
  const resources = findResources(call, { files: fileOptions(call, true), continueOnError: true });
  if (!resources.ok) return resources.error;
  let count = 0;
  const problem = yield* resources.value.visit(function* (info) {
    const object = recorded(call, savedConfiguration(info.object!, flags.bool('save-config')));
    const created = yield* call.api.create(info.mapping, info.namespace, withMetadata(object, { resourceVersion: undefined }), options);
    if (!created.ok) return created.error;
    count += 1;
    refresh(info, created.value as unknown as Unchecked);
    return print(call, printer, info.object!);
  });
  return problem ?? (count === 0 ? failed('no objects passed to replace') : undefined);
}
