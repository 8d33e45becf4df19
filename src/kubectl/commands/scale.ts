/** `kubectl scale` (upstream: kubectl `pkg/cmd/scale/scale.go`, `pkg/scale/scale.go`). */
import type { Unchecked } from '../../api/meta/types.ts';
import { quote } from '../../base/go-format.ts';
import { now, sleep, type Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import { dryRunOf, dryRunSuffix, DRY_RUN_FLAG, fileOptions, filenameFlags, RECORD_FLAG, SELECTOR_FLAG, type DryRun } from '../common-flags.ts';
import { errorText, failed, hasReason, type Failure } from '../failure.ts';
import { createMergePatch } from '../patching.ts';
import { objectPrinter, OUTPUT_FLAGS } from '../printers/output.ts';
import { recorded } from '../record.ts';
import type { Info } from '../resources/info.ts';
import { findResources } from '../resources/query.ts';

export const scale: Command = {
  name: 'scale',
  group: 'Deploy Commands',
  short: 'Set how many replicas there are',
  usage: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [options]',
  examples: `kubectl scale --replicas=3 deployment/web
# Only if there are two now
kubectl scale --current-replicas=2 --replicas=3 deployment/web`,
  completes: 'resources',
  flags: [
    { name: 'replicas', type: 'int', help: 'The new number of replicas; required.' },
    { name: 'current-replicas', type: 'int', default: '-1', help: 'Only if there are so many now; -1: whatever there is.' },
    { name: 'resource-version', type: 'string', help: 'Only if the object has this resource version.' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'Wait so long until the replicas are there; 0 does not wait.' },
    { name: 'all', type: 'bool', help: 'All objects of the named types in the namespace.' },
    ...filenameFlags('that name what to scale'),
    DRY_RUN_FLAG,
    SELECTOR_FLAG,
    RECORD_FLAG,
    ...OUTPUT_FLAGS,
  ],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  if (!flags.changed('replicas')) return failed('required flag(s) "replicas" not set');
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const printer = objectPrinter(call, `scaled${dryRunSuffix(dryRun.value)}`);
  if (!printer.ok) return printer.error;
  const replicas = flags.number('replicas');
  if (replicas < 0) return failed('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  if (flags.number('current-replicas') < -1) return failed('The --current-replicas must specify an integer of -1 or greater');
  const found = findResources(call, {
    files: fileOptions(call),
    args: call.args,
    emptySelectorSelectsAll: flags.bool('all'),
    labelSelector: flags.string('selector'),
    continueOnError: true,
  });
  if (!found.ok) return found.error;
  const { infos, failure } = yield* found.value.infos();
  if (flags.string('resource-version') && infos.length > 1) return failed('cannot use --resource-version with multiple resources');
  if (infos.length === 0) return failed(`no objects passed to scale${failure ? ` ${errorText(failure)}` : ''}`);
  for (const info of infos) {
    if (dryRun.value !== 'client') {
      const problem = yield* scaleOne(call, info, replicas, dryRun.value);
      if (problem) return problem;
      const withCause = recorded(call, info.object!);
      if (withCause !== info.object) yield* call.api.patch(info.mapping, info.namespace, info.name, 'merge', createMergePatch(info.object!, withCause));
    }
    const printed = printer.value(info.object!);
    if (!printed.ok) return printed.error;
    call.out(printed.value);
  }
  return failure;
}

interface Scale {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas?: number };
}

function* scaleOne(call: Call, info: Info, replicas: number, dryRun: DryRun): Task<Failure | undefined> {
  const until = (yield* now()) + 300_000;
  for (;;) {
    const failure = yield* scaleOnce(call, info, replicas, dryRun);
    if (!failure) break;
    if (!hasReason(failure, 'Conflict') || (yield* now()) >= until) return failure;
    yield* sleep(1000);
  }
  const timeout = call.flags.number('timeout');
  return timeout !== 0 && dryRun === 'none' ? yield* waitForReplicas(call, info, replicas, timeout) : undefined;
}

function* scaleOnce(call: Call, info: Info, replicas: number, dryRun: DryRun): Task<Failure | undefined> {
  const { mapping, namespace, name } = info;
  const options = { subresource: 'scale', ...(dryRun === 'server' && { dryRun: true }) };
  const size = call.flags.number('current-replicas');
  const resourceVersion = call.flags.string('resource-version');
  if (size === -1 && !resourceVersion) {
    const patched = yield* call.api.patch(mapping, namespace, name, 'merge', { spec: { replicas } }, options);
    return patched.ok ? undefined : patched.error;
  }
  const got = yield* call.api.get(mapping, namespace, name, 'scale');
  if (!got.ok) return got.error;
  const current = got.value as unknown as Scale;
  const actual = current.spec.replicas ?? 0;
  if (size !== -1 && actual !== size) return failed(`Expected replicas to be ${size}, was ${actual}`);
  if (resourceVersion && current.metadata.resourceVersion !== resourceVersion)
    return failed(`Expected resource version to be ${resourceVersion}, was ${current.metadata.resourceVersion}`);
  const updated = yield* call.api.update(mapping, namespace, name, { ...(got.value as unknown as Unchecked), spec: { ...current.spec, replicas } }, options);
  return updated.ok ? undefined : updated.error;
}

function* waitForReplicas(call: Call, info: Info, replicas: number, timeout: number): Task<Failure | undefined> {
  const until = (yield* now()) + timeout;
  for (;;) {
    const got = yield* call.api.get(info.mapping, info.namespace, info.name, 'scale');
    if (!got.ok) return got.error;
    const { spec, status } = got.value as unknown as Scale;
    if ((spec.replicas ?? 0) !== replicas || (status.replicas ?? 0) === replicas) return undefined;
    const time = yield* now();
    if (time + 1000 > until) {
      yield* sleep(Math.max(0, until - time));
      return failed(`timed out waiting for ${quote(info.name)} to be synced`);
    }
    yield* sleep(1000);
  }
}
