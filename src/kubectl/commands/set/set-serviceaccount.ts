/** `kubectl set serviceaccount` (upstream: kubectl `pkg/cmd/set/set_serviceaccount.go`). */
import { ok } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, filenameFlags, RECORD_FLAG } from '../../common-flags.ts';
import { failed, type Failure } from '../../failure.ts';
import { recorded } from '../../record.ts';
import { SET_FLAGS, findTargets, patchTargets, updatePodSpec } from './pod-spec.ts';

export const setServiceAccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  short: 'Change the service account of a pod template',
  usage: 'set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [options]',
  examples: 'kubectl set serviceaccount deployment web robot',
  completes: 'resources',
  flags: [...filenameFlags('that name what to change'), RECORD_FLAG, ...SET_FLAGS],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  if (call.flags.bool('local') && dryRun.value === 'server') return failed('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  const serviceAccountName = call.args.at(-1);
  if (serviceAccountName === undefined) return failed('serviceaccount is required');
  const infos = yield* findTargets(call, call.args.slice(0, -1));
  if (!infos.ok) return infos.error;
  return yield* patchTargets(call, infos.value, {
    operation: 'serviceaccount updated',
    refusal: 'failed to patch ServiceAccountName ',
    dryRun: dryRun.value,
    evenUnchanged: true,
    change: (info) => {
      const changed = updatePodSpec(info.object!, info.mapping.kind, (spec) => ({ ...spec, serviceAccountName }));
      return changed.ok ? ok(recorded(call, changed.value)) : changed;
    },
  });
}
