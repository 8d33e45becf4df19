/** `kubectl rollout pause | resume | restart`: one small patch each (upstream: pkg/cmd/rollout/rollout_{pause,resume,restart}.go). */
import { now, type Task } from '../../../engine/client.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { formatTime } from '../../../api/meta/time.ts';
import { fieldManagerFlag } from '../../common-flags.ts';
import type { Call, Command } from '../../command.ts';
import type { Wire } from '../../describers/wire.ts';
import { errorText, failed, together, type Failure } from '../../failure.ts';
import { objectPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import { refresh } from '../../resources/info.ts';
import { qualifiedResource } from '../../rest-mapper.ts';
import { rolloutTargets, TARGET_FLAGS } from './common.ts';

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** A strategic merge patch, `undefined` where nothing would change, or why it cannot be done. */
type MakePatch = (object: Wire, resource: string, time: number) => Result<Wire, string>;

const pausePatch: MakePatch = (object, resource) => {
  if (resource !== 'deployments.apps') return err('pausing is not supported');
  return object.spec.paused ? err('is already paused') : ok({ spec: { paused: true } });
};
const resumePatch: MakePatch = (object, resource) => {
  if (resource !== 'deployments.apps') return err('resuming is not supported');
  return object.spec.paused ? ok({ spec: { paused: null } }) : err('is not paused');
};
const restartPatch: MakePatch = (object, resource, time) => {
  if (!['deployments.apps', 'daemonsets.apps', 'statefulsets.apps'].includes(resource)) return err('restarting is not supported');
  if (resource === 'deployments.apps' && object.spec.paused) return err("can't restart paused deployment (run rollout resume first)");
  const restartedAt = formatTime(time);
  if (object.spec.template.metadata?.annotations?.[RESTARTED_AT] === restartedAt) return ok(undefined);
  return ok({ spec: { template: { metadata: { annotations: { [RESTARTED_AT]: restartedAt } } } } });
};

function* patchAll(call: Call, makePatch: MakePatch, operation: string): Task<Failure | undefined> {
  const targets = rolloutTargets(call);
  if (!targets.ok) return targets.error;
  const { infos, failure } = yield* targets.value.infos();
  const failures: Failure[] = failure ? [failure] : [];
  if (infos.length === 0 && failures.length === 0) {
    call.err(`No resources found in ${call.namespace} namespace.\n`);
    return undefined;
  }
  for (const info of infos) {
    const { mapping, namespace, name } = info;
    const patch = makePatch(info.object, qualifiedResource(mapping), yield* now());
    if (!patch.ok) {
      failures.push(failed(`error: ${qualifiedResource(mapping)} "${name}" ${patch.error}`));
      continue;
    }
    if (patch.value === undefined) {
      failures.push(failed(`failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`));
      continue;
    }
    const patched = yield* call.api.patch(mapping, namespace, name, 'strategic', patch.value, { fieldManager: call.flags.string('field-manager') });
    if (!patched.ok) {
      failures.push(failed(`failed to patch: ${errorText(patched.error)}`));
      continue;
    }
    refresh(info, patched.value as Wire);
    const printer = objectPrinter(call, operation);
    const printed = printer.ok ? printer.value(info.object!) : printer;
    if (printed.ok) call.out(printed.value);
    else failures.push(printed.error);
  }
  return together(failures);
}

const FLAGS = [...TARGET_FLAGS, ...OUTPUT_FLAGS, fieldManagerFlag('kubectl-rollout')];

export const pause: Command = {
  name: 'pause',
  short: 'Mark the provided resource as paused',
  long: 'Mark the provided resource as paused. A controller does not reconcile what is paused; `kubectl rollout resume` lets it go on. Only deployments can be paused.',
  examples: '# New updates of the deployment wait as long as it is paused\nkubectl rollout pause deployment/nginx',
  usage: 'rollout pause RESOURCE [options]',
  completes: 'resources',
  flags: FLAGS,
  run: (call) => patchAll(call, pausePatch, 'paused'),
};

export const resume: Command = {
  name: 'resume',
  short: 'Resume a paused resource',
  long: 'Resume a paused resource, so that its controller reconciles it again. Only deployments can be resumed.',
  examples: '# Go on with a paused deployment\nkubectl rollout resume deployment/nginx',
  usage: 'rollout resume RESOURCE [options]',
  completes: 'resources',
  flags: FLAGS,
  run: (call) => patchAll(call, resumePatch, 'resumed'),
};

export const restart: Command = {
  name: 'restart',
  short: 'Restart a resource',
  long: 'Restart a resource: its pods are replaced as in any rollout.',
  examples:
    '# Restart all deployments of the namespace\nkubectl rollout restart deployment\n# Restart one\nkubectl rollout restart deployment/nginx\n# Restart by label\nkubectl rollout restart deployment --selector=app=nginx',
  usage: 'rollout restart RESOURCE [options]',
  completes: 'resources',
  flags: FLAGS,
  run: (call) => patchAll(call, restartPatch, 'restarted'),
};
