/** `kubectl set resources` (upstream: kubectl `pkg/cmd/set/set_resources.go`, `pkg/generate/versioned/run.go`). */
import { canonicalQuantity, parseQuantity } from '../../../api/meta/quantity.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, filenameFlags, RECORD_FLAG, SELECTOR_FLAG } from '../../common-flags.ts';
import { failed, type Failure } from '../../failure.ts';
import { recorded } from '../../record.ts';
import { SET_FLAGS, changeContainers, containerMatches, findTargets, patchTargets, updatePodSpec } from './pod-spec.ts';

export const setResources: Command = {
  name: 'resources',
  short: 'Change requests and limits of containers',
  usage: 'set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS] [options]',
  examples: 'kubectl set resources deployment web -c=web --limits=cpu=200m,memory=512Mi --requests=cpu=100m',
  completes: 'resources',
  flags: [
    ...filenameFlags('that name what to change'),
    SELECTOR_FLAG,
    RECORD_FLAG,
    { name: 'containers', short: 'c', type: 'string', default: '*', help: 'The containers to change; may have wildcards.' },
    { name: 'limits', type: 'string', help: 'Limits, such as cpu=100m,memory=256Mi.' },
    { name: 'requests', type: 'string', help: 'Requests, such as cpu=100m,memory=256Mi.' },
    ...SET_FLAGS,
  ],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const infos = yield* findTargets(call, call.args);
  if (!infos.ok) return infos.error;
  if (flags.bool('local') && dryRun.value === 'server') return failed('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (flags.bool('all') && flags.string('selector')) return failed('cannot set --all and --selector at the same time');
  if (!flags.string('limits') && !flags.string('requests')) return failed('you must specify an update to requests or limits (in the form of --requests/--limits)');
  const limits = parseResourceList(flags.string('limits'));
  if (!limits.ok) return failed(limits.error);
  const requests = parseResourceList(flags.string('requests'));
  if (!requests.ok) return failed(requests.error);
  const pattern = flags.string('containers');
  const failures: Failure[] = [];
  return yield* patchTargets(
    call,
    infos.value,
    {
      operation: 'resource requirements updated',
      refusal: 'failed to patch resources update to pod template ',
      dryRun: dryRun.value,
      change: (info) => {
        let transformed = false;
        const changed = updatePodSpec(info.object!, info.mapping.kind, (spec) => {
          const result = changeContainers(
            spec,
            (name) => containerMatches(name, pattern),
            (c) => ({
              ...c,
              resources: {
                ...c.resources,
                ...(Object.keys(limits.value).length > 0 && { limits: { ...c.resources?.limits, ...limits.value } }),
                ...(Object.keys(requests.value).length > 0 && { requests: { ...c.resources?.requests, ...requests.value } }),
              },
            }),
          );
          if (!result.found) failures.push(failed(`error: unable to find container named ${pattern}`));
          transformed = result.found;
          return result.spec;
        });
        if (!changed.ok) return changed;
        return ok(transformed ? recorded(call, changed.value) : undefined);
      },
    },
    failures,
  );
}

/** `cpu=100m,memory=256Mi` (upstream: populateResourceListV1). */
export function parseResourceList(text: string): Result<Readonly<Record<string, string>>, string> {
  const list = new Map<string, string>();
  if (text === '') return ok({});
  for (const entry of text.split(',')) {
    const parts = entry.split('=');
    if (parts.length !== 2) return err(`Invalid argument syntax ${entry}, expected <resource>=<value>`);
    const parsed = parseQuantity(parts[1]!);
    if (!parsed.ok) return parsed;
    list.set(parts[0]!, canonicalQuantity(parts[1]!));
  }
  return ok(Object.fromEntries(list));
}
