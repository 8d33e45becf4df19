/** `kubectl apply set-last-applied` (upstream: kubectl `pkg/cmd/apply/apply_set_last_applied.go`). */
import type { Unchecked } from '../../../api/meta/types.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, dryRunSuffix, DRY_RUN_FLAG, filenameFlags } from '../../common-flags.ts';
import { failed, isNotFound, withSource, type Failure } from '../../failure.ts';
import { toCompactJson } from '../../../manifest/print-json.ts';
import { deepEqual } from '../../../base/equal.ts';
import { lastApplied, LAST_APPLIED } from '../../last-applied.ts';
import { parseManifests } from '../../../manifest/parse.ts';
import { createMergePatch } from '../../patching.ts';
import { objectPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import { annotationsOf, describeInfo, withMetadata, type Info } from '../../resources/info.ts';
import { fetchInfo, findResources } from '../../resources/query.ts';

export const setLastApplied: Command = {
  name: 'set-last-applied',
  short: 'Say what was applied last, without changing anything else',
  usage: 'apply set-last-applied -f FILENAME [options]',
  flags: [
    ...OUTPUT_FLAGS,
    DRY_RUN_FLAG,
    filenameFlags('that hold the configuration')[0]!,
    { name: 'create-annotation', type: 'bool', help: 'Also where the object has no such annotation.' },
  ],
  run,
};

/** The patch that keeps an object as what was applied last. */
export function applyPatchOf(object: Unchecked): Unchecked {
  return createMergePatch(object, withMetadata(object, { annotations: { ...annotationsOf(object), [LAST_APPLIED]: `${toCompactJson(object)}\n` } }));
}

function* run(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const printer = objectPrinter(call, `configured${dryRunSuffix(dryRun.value)}`);
  if (!printer.ok) return printer.error;
  const found = findResources(call, { files: { filenames: flags.strings('filename'), recursive: false } });
  if (!found.ok) return found.error;
  const changes: { readonly info: Info; readonly patch: Unchecked }[] = [];
  const failure = yield* found.value.visit(function* (info) {
    const object = info.object!;
    const patch = applyPatchOf(object);
    const problem = yield* fetchInfo(call, info);
    if (problem) return isNotFound(problem) ? problem : withSource(`retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`, info.source, problem);
    const before = lastApplied(info.object!);
    if (before === undefined && !flags.bool('create-annotation')) {
      return failed(`no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`);
    }
    if (before !== undefined && deepEqual(parseManifests(before).documents[0]?.value, object)) call.out(`set-last-applied ${info.name}: no changes required.\n`);
    else changes.push({ info, patch });
    return undefined;
  });
  if (failure) return failure;
  for (const { info, patch } of changes) {
    let object = info.object!;
    if (dryRun.value !== 'client') {
      const patched = yield* call.api.patch(info.mapping, info.namespace, info.name, 'merge', patch, { ...(dryRun.value === 'server' && { dryRun: true }) });
      if (!patched.ok) return patched.error;
      object = patched.value as unknown as Unchecked;
    }
    const printed = printer.value(object);
    if (!printed.ok) return printed.error;
    call.out(printed.value);
  }
  return undefined;
}
