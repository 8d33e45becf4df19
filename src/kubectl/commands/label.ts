/** `kubectl label` (upstream: kubectl `pkg/cmd/label/label.go`). */
import { isValidLabelValue } from '../../api/meta/names.ts';
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import { dryRunOf } from '../common-flags.ts';
import { failed, type Failure } from '../failure.ts';
import { changeMetadata, checkMetadataCall, metadataFlags } from '../metadata-map.ts';
import { splitPairs, type Pairs } from '../pairs.ts';
import { recorded } from '../record.ts';
import { labelsOf } from '../resources/info.ts';

export const label: Command = {
  name: 'label',
  group: 'Settings Commands',
  short: 'Set, change and remove labels',
  usage: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  examples: `# Set a label
kubectl label pods web tier=front
# Change one
kubectl label --overwrite pods web tier=back
# Remove one
kubectl label pods web tier-`,
  completes: 'resources',
  flags: metadataFlags('label'),
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const split = splitPairs(call.args, 'label');
  if (!split.ok) return split.error;
  const pairs = parseLabels(split.value.pairs);
  if (!pairs.ok) return pairs.error;
  if (call.flags.bool('list') && call.flags.string('output')) return failed('--list and --output may not be specified together');
  const wrong = checkMetadataCall(call, split.value.resources, pairs.value, 'label', 'pod', dryRun.value);
  if (wrong) return wrong;
  return yield* changeMetadata(call, split.value.resources, pairs.value, dryRun.value, {
    word: 'label',
    field: 'labels',
    read: labelsOf,
    refuse: (current, { set }) => {
      const failures = [...set]
        .filter(([key, value]) => Object.hasOwn(current, key) && current[key] !== value)
        .map(([key]) => failed(`'${key}' already has a value (${current[key]}), and --overwrite is false`));
      return failures.length > 0 ? { kind: 'many', failures } : undefined;
    },
    also: (object) => recorded(call, object),
    operation: (before, after) => (before === after ? 'not labeled' : !call.flags.bool('overwrite') && after.length < before.length ? 'unlabeled' : 'labeled'),
    printsAnswers: false,
    missing: (key) => call.out(`label ${quote(key)} not found.\n`),
  });
}

function parseLabels(specs: readonly string[]): Result<Pairs, Failure> {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const spec of specs) {
    if (spec.includes('=')) {
      const [key = '', value = '', ...rest] = spec.split('=');
      if (rest.length > 0) return err(failed(`invalid label spec: ${spec}`));
      const problems = isValidLabelValue(value);
      if (problems.length > 0) return err(failed(`invalid label value: ${quote(spec)}: ${problems.join(';')}`));
      set.set(key, value);
    } else if (spec.endsWith('-')) remove.push(spec.slice(0, -1));
    else return err(failed(`unknown label spec: ${spec}`));
  }
  if (remove.some((key) => set.has(key))) return err(failed('can not both modify and remove a label in the same command'));
  return ok({ set, remove });
}
