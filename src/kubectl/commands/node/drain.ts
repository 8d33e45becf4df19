/** `kubectl drain` (upstream: pkg/cmd/drain/drain.go). */
import type { Unchecked } from '../../../api/meta/types.ts';
import { quote } from '../../../base/go-format.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { CHUNK_SIZE_FLAG, dryRunSuffix, DRY_RUN_FLAG, SELECTOR_FLAG, type DryRun } from '../../common-flags.ts';
import { errorText, failed, type Failure } from '../../failure.ts';
import { objectTitle } from '../../printers/output.ts';
import { chosenNodes, markNodes } from './cordon.ts';
import { podsToRemove } from './pod-filters.ts';
import { removePods } from './removal.ts';

export const drain: Command = {
  name: 'drain',
  group: 'Cluster Management Commands',
  short: 'Drain node in preparation for maintenance',
  long: `Drain node in preparation for maintenance: the node is cordoned, then its pods are evicted.

Pods of daemon sets stay, and need --ignore-daemonsets to be passed over. Pods without a controller stop the drain unless --force is given, pods with emptyDir volumes unless --delete-emptydir-data is given. Evictions that a disruption budget refuses are tried again until --timeout. Use uncordon to put the node back into service.`,
  examples: '# Even with pods that no controller would replace\nkubectl drain foo --force\n# A quarter of an hour for each pod to end\nkubectl drain foo --grace-period=900',
  usage: 'drain NODE [options]',
  completes: 'nodes',
  flags: [
    { name: 'force', type: 'bool', help: 'Go on even if there are pods that declare no controller.' },
    { name: 'ignore-daemonsets', type: 'bool', help: 'Pass over the pods of daemon sets.' },
    { name: 'delete-emptydir-data', type: 'bool', help: 'Go on even if there are pods with emptyDir volumes, whose data is lost.' },
    { name: 'grace-period', type: 'int', default: '-1', help: 'Seconds for each pod to end gracefully; negative: what the pod says.' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'How long to wait before giving up; 0 waits as long as it takes.' },
    { name: 'pod-selector', type: 'string', help: 'Label query for the pods of the node.' },
    { name: 'disable-eviction', type: 'bool', help: 'Delete the pods instead of evicting them, whatever disruption budgets say.' },
    { name: 'skip-wait-for-delete-timeout', type: 'int', default: '0', help: 'Do not wait for pods whose deletion is older than so many seconds; 0 waits for all.' },
    CHUNK_SIZE_FLAG,
    DRY_RUN_FLAG,
    SELECTOR_FLAG,
  ],
  *run(call) {
    const chosen = yield* chosenNodes(call);
    if (!chosen.ok) return chosen.error;
    yield* markNodes(call, chosen.value, true);
    const { nodes, dryRun } = chosen.value;
    const fatal: Failure[] = [];
    const remaining: string[] = [];
    for (const { name, object } of nodes) {
      const failure = yield* drainNode(call, name, dryRun);
      if (!failure) {
        call.out(`${objectTitle(object as Unchecked)} drained${dryRunSuffix(dryRun)}\n`);
        continue;
      }
      call.err(`error: unable to drain node ${quote(name)} due to error: ${errorText(failure)}, continuing command...\n`);
      fatal.push(failure);
      remaining.push(name);
    }
    if (fatal.length === 0) return undefined;
    call.err(`There are pending nodes to be drained:\n${remaining.map((name) => ` ${name}\n`).join('')}`);
    return { kind: 'many', failures: fatal };
  },
};

function* drainNode(call: Call, node: string, dryRun: DryRun): Task<Failure | undefined> {
  const mapping = call.mapper.forKind('', 'v1', 'Pod');
  if (!mapping) return failed('the server could not find the requested resource');
  const removal = yield* podsToRemove(call, node);
  if (!removal.ok) return { kind: 'many', failures: [removal.error] };
  if (removal.value.failures.length > 0) return { kind: 'many', failures: removal.value.failures };
  if (removal.value.warnings) call.err(`Warning: ${removal.value.warnings}\n`);
  if (dryRun === 'client') {
    for (const { metadata } of removal.value.pods) call.out(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)\n`);
    return undefined;
  }
  const failure = yield* removePods(call, mapping, removal.value.pods, dryRun);
  if (!failure) return undefined;
  const pending = yield* podsToRemove(call, node);
  const failures = pending.ok ? pending.value.failures : [pending.error];
  if (pending.ok && pending.value.pods.length > 0) {
    call.err(`There are pending pods in node ${quote(node)} when an error occurred: ${errorText(failure)}\n`);
    call.err(pending.value.pods.map(({ metadata }) => `pod/${metadata.name}\n`).join(''));
  }
  if (failures.length > 0) call.err(`Following errors occurred while getting the list of pods to delete:\n${errorText({ kind: 'many', failures })}`);
  return failure;
}
