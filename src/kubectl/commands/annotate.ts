/** `kubectl annotate` (upstream: kubectl `pkg/cmd/annotate/annotate.go`). */
import type { Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import { dryRunOf } from '../common-flags.ts';
import { failed, type Failure } from '../failure.ts';
import { changeMetadata, checkMetadataCall, metadataFlags } from '../metadata-map.ts';
import { parsePairs, splitPairs } from '../pairs.ts';
import { CHANGE_CAUSE, recorded } from '../record.ts';
import { annotationsOf } from '../resources/info.ts';

export const annotate: Command = {
  name: 'annotate',
  group: 'Settings Commands',
  short: 'Set, change and remove annotations',
  usage: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  examples: `# Say why a Deployment was changed
kubectl annotate deployment web kubernetes.io/change-cause="nginx 1.27"
# Remove an annotation
kubectl annotate pods web description-`,
  completes: 'resources',
  flags: metadataFlags('annotation'),
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const split = splitPairs(call.args, 'annotation');
  if (!split.ok) return split.error;
  const pairs = parsePairs(split.value.pairs, 'annotation', true);
  if (!pairs.ok) return pairs.error;
  if (call.flags.bool('list') && call.flags.string('output')) return failed('--list and --output may not be specified together');
  const wrong = checkMetadataCall(call, split.value.resources, pairs.value, 'annotation', 'rsrc', dryRun.value);
  if (wrong) return wrong;
  const both = pairs.value.remove.filter((key) => pairs.value.set.has(key));
  if (both.length > 0) return failed(`can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`);
  return yield* changeMetadata(call, split.value.resources, pairs.value, dryRun.value, {
    word: 'annotation',
    field: 'annotations',
    read: annotationsOf,
    refuse: (current, { set }) => {
      const taken = [...set]
        .filter(([key, value]) => key !== CHANGE_CAUSE && Object.hasOwn(current, key) && current[key] !== value)
        .map(([key]) => `'${key}' already has a value (${current[key]})`);
      return taken.length > 0 ? failed(`--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`) : undefined;
    },
    also: (object) => (pairs.value.set.has(CHANGE_CAUSE) ? object : recorded(call, object)),
    operation: () => 'annotated',
    printsAnswers: true,
  });
}
