/** `kubectl patch` (upstream: kubectl `pkg/cmd/patch/patch.go`). */
import { badRequest } from '../../api/meta/status.ts';
import type { Unchecked } from '../../api/meta/types.ts';
import { quote } from '../../base/go-format.ts';
import type { PatchType, Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import { dryRunOf, DRY_RUN_FLAG, fieldManagerFlag, fileOptions, filenameFlags, RECORD_FLAG, subresourceFlag } from '../common-flags.ts';
import { errorText, failed, hasReason, statusFailure, type Failure } from '../failure.ts';
import { deepEqual } from '../../base/equal.ts';
import { parseDocument } from '../../manifest/parse.ts';
import { applyPatch, createMergePatch } from '../patching.ts';
import { objectPrinter, OUTPUT_FLAGS } from '../printers/output.ts';
import { recorded } from '../record.ts';
import { apiVersionOf } from '../rest-mapper.ts';
import { findResources } from '../resources/query.ts';

const TYPES: ReadonlyMap<string, PatchType> = new Map([
  ['json', 'json'],
  ['merge', 'merge'],
  ['strategic', 'strategic'],
]);

export const patch: Command = {
  name: 'patch',
  group: 'Advanced Commands',
  short: 'Change some fields of an object',
  usage: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [options]',
  examples: `# Merge by the rules of the kind
kubectl patch deployment web -p '{"spec":{"replicas":3}}'
# A list of operations
kubectl patch pod web --type=json -p '[{"op":"replace","path":"/spec/containers/0/image","value":"nginx:1.27"}]'`,
  completes: 'resources',
  flags: [
    { name: 'patch', short: 'p', type: 'string', help: 'The patch, as JSON or YAML.' },
    { name: 'patch-file', type: 'string', help: 'The file that holds the patch.' },
    { name: 'type', type: 'string', default: 'strategic', choices: ['strategic', 'merge', 'json'], help: 'What kind of patch it is.' },
    { name: 'local', type: 'bool', help: "Patch the file's content and ask no server." },
    DRY_RUN_FLAG,
    ...filenameFlags('that name what to patch'),
    fieldManagerFlag('kubectl-patch'),
    RECORD_FLAG,
    subresourceFlag('Patch this subresource of the object.'),
    ...OUTPUT_FLAGS,
  ],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const { flags, args } = call;
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const inline = flags.string('patch');
  const file = flags.string('patch-file');
  const local = flags.bool('local');
  if (inline && file) return failed('cannot specify --patch and --patch-file together');
  if (!inline && !file) return failed('must specify --patch or --patch-file containing the contents of the patch');
  if (local && args.length > 0) return failed('cannot specify --local and server resources');
  if (local && dryRun.value === 'server') return failed('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  const type = TYPES.get(flags.string('type').toLowerCase() || 'strategic');
  if (!type) return failed(`--type must be one of [json merge strategic], not ${quote(flags.string('type'))}`);
  const text = file ? call.io.files.read(file) : inline;
  if (text === undefined) return failed(`unable to read patch file: open ${file}: no such file or directory`);
  const body = parseDocument(text);
  // What looks like JSON is sent as it stands, and the server refuses it.
  if (!body.ok && !text.trimStart().startsWith('{')) return failed(`unable to parse ${quote(inline)}: ${body.error}`);
  const found = findResources(call, { files: fileOptions(call), args, subresource: flags.string('subresource'), local, continueOnError: true });
  if (!found.ok) return found.error;
  let count = 0;
  const failure = yield* found.value.visit(function* (info) {
    count += 1;
    if (!body.ok) return local || dryRun.value === 'client' ? failed(body.error) : statusFailure(badRequest(body.error));
    let result: Unchecked;
    if (local || dryRun.value === 'client') {
      const patched = applyPatch(info.mapping, type, info.object!, body.value);
      if (!patched.ok) return failed(patched.error);
      result = patched.value;
    } else {
      const options = { fieldManager: flags.string('field-manager'), subresource: flags.string('subresource') || undefined, ...(dryRun.value === 'server' && { dryRun: true }) };
      const patched = yield* call.api.patch(info.mapping, info.namespace, info.name, type, body.value, options);
      if (!patched.ok)
        return hasReason(patched.error, 'UnsupportedMediaType')
          ? failed(
              `application/${type === 'strategic' ? 'strategic-merge' : type === 'merge' ? 'merge' : 'json'}-patch+json is not supported by ${apiVersionOf(info.mapping)}, Kind=${info.mapping.kind}: ${errorText(patched.error)}`,
            )
          : patched.error;
      result = patched.value as unknown as Unchecked;
      const withCause = recorded(call, result);
      if (withCause !== result) {
        const again = yield* call.api.patch(info.mapping, info.namespace, info.name, 'merge', createMergePatch(result, withCause), options);
        if (again.ok) result = again.value as unknown as Unchecked;
      }
    }
    const printer = objectPrinter(call, deepEqual(info.object, result) ? 'patched (no change)' : 'patched');
    if (!printer.ok) return printer.error;
    const printed = printer.value(result);
    if (!printed.ok) return printed.error;
    call.out(printed.value);
    return undefined;
  });
  if (failure) return failure;
  return count === 0 ? failed('no objects passed to patch') : undefined;
}
