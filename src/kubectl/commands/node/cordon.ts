/** `kubectl cordon | uncordon` (upstream: pkg/cmd/drain/drain.go, pkg/drain/cordon.go). */
import type { Unchecked } from '../../../api/meta/types.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import { parseSelector } from '../../../api/meta/selector.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, dryRunSuffix, DRY_RUN_FLAG, SELECTOR_FLAG, type DryRun } from '../../common-flags.ts';
import type { Wire } from '../../describers/wire.ts';
import { errorText, failed, type Failure } from '../../failure.ts';
import { objectTitle } from '../../printers/output.ts';
import type { Info } from '../../resources/info.ts';
import { findResources } from '../../resources/query.ts';

export interface ChosenNodes {
  readonly nodes: readonly Info[];
  readonly dryRun: DryRun;
}

/** The nodes that the arguments or `--selector` name. */
export function* chosenNodes(call: Call): Task<Result<ChosenNodes, Failure>> {
  const wrong = (failure: Failure): Result<never, Failure> => ({ ok: false, error: failure });
  const selector = call.flags.string('selector');
  if (call.args.length === 0 && !call.flags.changed('selector')) return wrong(call.usageFailure(`USAGE: ${call.command.usage.replace(' [options]', '')} [flags]`));
  if (call.args.length > 0 && selector !== '') return wrong(call.usageFailure('error: cannot specify both a node name and a --selector option'));
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun;
  if (call.flags.has('pod-selector') && !parseSelector(call.flags.string('pod-selector')).ok) return wrong(failed('--pod-selector=<pod_selector> must be a valid label selector'));
  const found = findResources(
    call,
    selector !== '' ? { args: ['nodes'], labelSelector: selector } : { names: { defaultType: 'nodes', names: call.args }, singleResourceType: true },
  );
  if (!found.ok) return found;
  const nodes: Info[] = [];
  const failure = yield* found.value.visit(function* (info) {
    if (info.mapping.group !== '' || info.mapping.resource !== 'nodes')
      return failed(`error: expected resource of type node, got ${JSON.stringify(`${info.mapping.group}/${info.mapping.version}, Resource=${info.mapping.resource}`)}`);
    nodes.push(info);
    return undefined;
  });
  return failure ? wrong(failure) : ok({ nodes, dryRun: dryRun.value });
}

/** Marks nodes as unschedulable, or takes the mark away. What fails is said and passed over. */
export function* markNodes(call: Call, { nodes, dryRun }: ChosenNodes, unschedulable: boolean): Task<void> {
  const verb = unschedulable ? 'cordon' : 'uncordon';
  for (const info of nodes) {
    const say = (operation: string): void => call.out(`${objectTitle(info.object as Unchecked)} ${operation}${dryRunSuffix(dryRun)}\n`);
    if (((info.object as Wire).spec.unschedulable ?? false) === unschedulable) {
      say(`already ${verb}ed`);
      continue;
    }
    if (dryRun !== 'client') {
      const patched = yield* call.api.patch(
        info.mapping,
        '',
        info.name,
        'strategic',
        { spec: { unschedulable: unschedulable || null } },
        { ...(dryRun === 'server' && { dryRun: true }) },
      );
      if (!patched.ok) {
        call.err(`error: unable to ${verb} node ${JSON.stringify(info.name)}: ${errorText(patched.error)}\n`);
        continue;
      }
    }
    say(`${verb}ed`);
  }
}

function marking(unschedulable: boolean): NonNullable<Command['run']> {
  return function* (call) {
    const chosen = yield* chosenNodes(call);
    if (!chosen.ok) return chosen.error;
    yield* markNodes(call, chosen.value, unschedulable);
    return undefined;
  };
}

export const cordon: Command = {
  name: 'cordon',
  group: 'Cluster Management Commands',
  short: 'Mark node as unschedulable',
  examples: '# No new pods on node "foo"\nkubectl cordon foo',
  usage: 'cordon NODE [options]',
  completes: 'nodes',
  flags: [SELECTOR_FLAG, DRY_RUN_FLAG],
  run: marking(true),
};

export const uncordon: Command = {
  name: 'uncordon',
  group: 'Cluster Management Commands',
  short: 'Mark node as schedulable',
  examples: '# New pods on node "foo" again\nkubectl uncordon foo',
  usage: 'uncordon NODE [options]',
  completes: 'nodes',
  flags: [SELECTOR_FLAG, DRY_RUN_FLAG],
  run: marking(false),
};
