/** `kubectl create -f` (upstream: kubectl `pkg/cmd/create/create.go`); its generators stand in `create/`. */
import type { Task } from '../../engine/client.ts';
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
  SELECTOR_FLAG,
  VALIDATE_FLAG,
} from '../common-flags.ts';
import { rawProblem, sendRaw } from '../raw.ts';
import { failed, withSource, type Failure } from '../failure.ts';
import { savedConfiguration } from '../last-applied.ts';
import { objectPrinter, OUTPUT_FLAGS } from '../printers/output.ts';
import { recorded } from '../record.ts';
import { refresh, withMetadata } from '../resources/info.ts';
import { findResources } from '../resources/query.ts';
import type { Unchecked } from '../../api/meta/types.ts';
import { editBeforeCreate } from '../editing.ts';

export const createCommand = (subcommands: readonly Command[]): Command => ({
  name: 'create',
  group: 'Basic Commands (Beginner)',
  short: 'Create objects from files or standard input',
  usage: 'create -f FILENAME [options]',
  examples: `# What a file describes
kubectl create -f web.yaml
# From standard input
cat web.yaml | kubectl create -f -
# A Deployment from flags
kubectl create deployment web --image=nginx --replicas=3`,
  subcommands,
  flags: [
    ...filenameFlags('that describe what to create'),
    VALIDATE_FLAG,
    SAVE_CONFIG_FLAG,
    DRY_RUN_FLAG,
    SELECTOR_FLAG,
    fieldManagerFlag('kubectl-create'),
    RECORD_FLAG,
    { name: 'edit', type: 'bool', help: 'Edit the objects before they are created.' },
    { name: 'raw', type: 'string', help: 'A path to send POST to.' },
    { name: 'windows-line-endings', type: 'bool', help: 'With --edit: write the file with CRLF.' },
    ...OUTPUT_FLAGS,
  ],
  run,
});

function* run(call: Call): Task<Failure | undefined> {
  const { flags, args } = call;
  if (args.length > 0) return call.usageFailure(`Unexpected args: [${args.join(' ')}]`);
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const fieldValidation = fieldValidationOf(call);
  if (!fieldValidation.ok) return fieldValidation.error;
  const printer = objectPrinter(call, `created${dryRunSuffix(dryRun.value)}`);
  if (!printer.ok) return printer.error;
  if (!hasFiles(call)) return failed('must specify one of -f and -k');
  if (flags.string('raw')) {
    const problem = flags.bool('edit') ? '--raw and --edit are mutually exclusive' : rawProblem(call, { required: true });
    return problem === undefined ? yield* sendRaw(call, 'POST', flags.string('raw'), flags.strings('filename')[0]) : failed(problem);
  }
  if (flags.bool('edit')) return yield* editBeforeCreate(call);
  const resources = findResources(call, { files: fileOptions(call, fieldValidation.value !== 'Ignore'), labelSelector: flags.string('selector'), continueOnError: true });
  if (!resources.ok) return resources.error;
  let count = 0;
  const failure = yield* resources.value.visit(function* (info) {
    info.object = recorded(call, savedConfiguration(info.object!, flags.bool('save-config')));
    if (dryRun.value !== 'client') {
      const created = yield* call.api.create(info.mapping, info.namespace, withMetadata(info.object, { resourceVersion: undefined }), {
        fieldManager: flags.string('field-manager'),
        fieldValidation: fieldValidation.value,
        ...(dryRun.value === 'server' && { dryRun: true }),
      });
      if (!created.ok) return withSource('creating', info.source, created.error);
      refresh(info, created.value as unknown as Unchecked);
    }
    count += 1;
    const printed = printer.value(info.object!);
    if (!printed.ok) return printed.error;
    call.out(printed.value);
    return undefined;
  });
  if (failure) return failure;
  return count === 0 ? failed('no objects passed to create') : undefined;
}
