/** `kubectl set selector` (upstream: kubectl `pkg/cmd/set/set_selector.go`). */
import { parseToLabelSelector } from '../../../api/meta/selector.ts';
import type { Unchecked } from '../../../api/meta/types.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, dryRunSuffix, fileOptions, wholeFolderFlags, RECORD_FLAG } from '../../common-flags.ts';
import { failed, type Failure } from '../../failure.ts';
import { createPatch } from '../../patching.ts';
import { objectPrinter } from '../../printers/output.ts';
import { asTyped } from '../../printers/typed.ts';
import { recorded } from '../../record.ts';
import { withMetadata } from '../../resources/info.ts';
import { findResources } from '../../resources/query.ts';
import { SET_FLAGS } from './pod-spec.ts';

export const setSelector: Command = {
  name: 'selector',
  short: 'Change the selector of a Service',
  usage: 'set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]',
  examples: "kubectl set selector service web 'app=web,tier=front'",
  completes: 'resources',
  flags: [
    ...wholeFolderFlags('that name what to change'),
    RECORD_FLAG,
    { name: 'resource-version', type: 'string', help: 'Only if the object has this resource version; for a single object.' },
    ...SET_FLAGS,
  ],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const { flags, args } = call;
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const text = args.at(-1);
  const parsed = text === undefined ? undefined : parseToLabelSelector(text);
  if (parsed && !parsed.ok) return failed(parsed.error);
  const { matchLabels: selector = {}, matchExpressions = [] } = parsed?.value ?? {};
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => `{${key} ${operator} [${values.join(' ')}]}`);
  const printer = objectPrinter(call, `selector updated${dryRunSuffix(dryRun.value)}`);
  if (!printer.ok) return printer.error;
  if (!parsed) return failed('one selector is required');
  const local = flags.bool('local');
  const found = findResources(call, {
    files: fileOptions(call),
    typed: true,
    local,
    ...(!local && { args: args.slice(0, -1), emptySelectorSelectsAll: flags.bool('all'), latest: true }),
  });
  if (!found.ok) return found.error;
  return yield* found.value.visit(function* (info) {
    const resourceVersion = flags.string('resource-version');
    const before = resourceVersion ? withMetadata(info.object!, { resourceVersion: undefined }) : info.object!;
    if (info.mapping.kind !== 'Service') return failed('setting a selector is only supported for Services');
    if (expressions.length > 0) return failed(`match expression [${expressions.join(' ')}] not supported on this object`);
    const after = recorded(call, withMetadata({ ...before, spec: { ...(before.spec as Unchecked | undefined), selector } }, resourceVersion ? { resourceVersion } : {}));
    let result = after;
    if (!local && dryRun.value !== 'client') {
      const made = createPatch(info.mapping, before, after);
      if (!made.ok) return failed(made.error);
      const patched = yield* call.api.patch(info.mapping, info.namespace, info.name, made.value.type, made.value.patch, {
        fieldManager: flags.string('field-manager'),
        ...(dryRun.value === 'server' && { dryRun: true }),
      });
      if (!patched.ok) return patched.error;
      result = patched.value as unknown as Unchecked;
    }
    const printed = printer.value(asTyped(result));
    if (!printed.ok) return printed.error;
    call.out(printed.value);
    return undefined;
  });
}
