/** `kubectl rollout undo` (upstream: pkg/cmd/rollout/rollout_undo.go, pkg/polymorphichelpers/rollback.go). */
import type { Task } from '../../../engine/client.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { DRY_RUN_FLAG, dryRunOf, dryRunSuffix, type DryRun } from '../../common-flags.ts';
import type { Call, Command } from '../../command.ts';
import { equalIgnoringHash, semanticallyEqual, withoutHash } from '../../describers/replica-sets-of.ts';
import type { Wire } from '../../describers/wire.ts';
import { errorText, failed, type Failure } from '../../failure.ts';
import { objectPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import type { Info } from '../../resources/info.ts';
import { rolloutTargets, TARGET_FLAGS, unsupported } from './common.ts';
import { templateText } from './history.ts';
import { historyOf, type Revision, type WorkloadHistory } from './revisions.ts';

export const undo: Command = {
  name: 'undo',
  short: 'Undo a previous rollout',
  long: 'Roll back to a previous rollout.',
  examples:
    '# Back to the revision before\nkubectl rollout undo deployment/abc\n# Back to revision 3\nkubectl rollout undo daemonset/abc --to-revision=3\n# What it would be\nkubectl rollout undo --dry-run=client deployment/abc',
  usage: 'rollout undo (TYPE NAME | TYPE/NAME) [flags] [options]',
  completes: 'resources',
  flags: [...TARGET_FLAGS, ...OUTPUT_FLAGS, DRY_RUN_FLAG, { name: 'to-revision', type: 'int64', default: '0', help: 'The revision to go back to; 0 is the one before.' }],
  *run(call) {
    const dryRun = dryRunOf(call);
    if (!dryRun.ok) return dryRun.error;
    const targets = rolloutTargets(call);
    if (!targets.ok) return targets.error;
    return yield* targets.value.visit(function* (info) {
      const result = yield* rollBack(call, info, call.flags.number('to-revision'), dryRun.value);
      if (!result.ok) return result.error;
      const printer = objectPrinter(call, `${result.value}${dryRunSuffix(dryRun.value)}`);
      const printed = printer.ok ? printer.value(info.object!) : printer;
      if (!printed.ok) return printed.error;
      call.out(printed.value);
      return undefined;
    });
  },
};

const DONE = 'rolled back';
/** Annotations that belong to the Deployment, not to its revision. */
const KEPT = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

/** What was done, as the message says it. */
function* rollBack(call: Call, info: Info, toRevision: number, dryRun: DryRun): Task<Result<string, Failure>> {
  const found = yield* historyOf(call, info);
  if (!found) return err(unsupported(info.mapping, 'rollbacker', 'rollbacker'));
  if (toRevision < 0) return err(failed(notFound(toRevision)));
  if (!found.ok) return found;
  const { workload } = found.value;
  const deployment = workload.kind === 'Deployment';
  const target = deployment ? deploymentTarget(found.value, toRevision) : controllerTarget(found.value, toRevision);
  if (!target.ok) return target;
  const { template, keeper } = target.value;
  if (dryRun === 'client') return ok(deployment ? templateText(keeper.spec.template) : `will roll back to ${templateText(template)}`);
  if (deployment && workload.spec.paused) return err(failed("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"));
  if (deployment ? equalIgnoringHash(keeper.spec.template, workload.spec.template) : semanticallyEqual(template, workload.spec.template)) {
    return ok(`skipped rollback (current template already matches revision ${toRevision})`);
  }
  const options = { dryRun: dryRun === 'server' };
  const patched = deployment
    ? yield* call.api.patch(info.mapping, info.namespace, info.name, 'json', deploymentPatch(workload, keeper), options)
    : yield* call.api.patch(info.mapping, info.namespace, info.name, 'strategic', keeper.data, options);
  return patched.ok ? ok(DONE) : err(failed(`failed restoring revision ${toRevision}: ${errorText(patched.error)}`));
}

const notFound = (revision: number): string => `unable to find specified revision ${revision} in history`;

function deploymentTarget({ workload, revisions }: WorkloadHistory, toRevision: number): Result<Revision, Failure> {
  if (toRevision > 0) {
    const chosen = revisions.find((r) => r.revision === toRevision);
    return chosen ? ok(chosen) : err(failed(notFound(toRevision)));
  }
  const previous = revisions.at(-2);
  return previous ? ok(previous) : err(failed(`no rollout history found for deployment "${workload.metadata.name}"`));
}

function controllerTarget({ revisions }: WorkloadHistory, toRevision: number): Result<Revision, Failure> {
  if (toRevision === 0 && revisions.length <= 1) return err(failed('no last revision to roll back to'));
  const chosen = toRevision === 0 ? revisions.at(-2) : revisions.find((r) => r.revision === toRevision);
  return chosen ? ok(chosen) : err(failed(notFound(toRevision)));
}

/** The template of the revision, and its annotations but those that are the Deployment's own. */
function deploymentPatch(deployment: Wire, replicaSet: Wire): readonly unknown[] {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => KEPT.has(key));
  const restored = Object.entries(replicaSet.metadata.annotations ?? {}).filter(([key]) => !KEPT.has(key));
  return [
    { op: 'replace', path: '/spec/template', value: withoutHash(replicaSet.spec.template) },
    { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...own, ...restored]) },
  ];
}
