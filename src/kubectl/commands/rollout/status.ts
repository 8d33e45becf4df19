/** `kubectl rollout status` (upstream: pkg/cmd/rollout/rollout_status.go, pkg/polymorphichelpers/rollout_status.go). */
import { close, next, now, type Task } from '../../../engine/client.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { quote } from '../../../base/go-format.ts';
import type { Call, Command } from '../../command.ts';
import type { Wire } from '../../describers/wire.ts';
import { failed, type Failure } from '../../failure.ts';
import type { Info } from '../../resources/info.ts';
import { groupKindText, rolloutTargets, TARGET_FLAGS } from './common.ts';

export const status: Command = {
  name: 'status',
  short: 'Show the status of the rollout',
  long: 'Show the status of the rollout. By default, it is watched until it is done; --watch=false shows it once.',
  examples: '# Watch the rollout of a deployment\nkubectl rollout status deployment/nginx',
  usage: 'rollout status (TYPE NAME | TYPE/NAME) [flags] [options]',
  completes: 'resources',
  flags: [
    ...TARGET_FLAGS,
    { name: 'watch', short: 'w', type: 'bool', default: 'true', help: 'Watch the rollout until it is done.' },
    { name: 'revision', type: 'int64', default: '0', help: 'Fail unless this revision is the one that runs; 0 is any.' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'How long to watch, such as 1s, 2m, 3h; 0 is for ever.' },
  ],
  *run(call) {
    const revision = call.flags.number('revision');
    const targets = rolloutTargets(call);
    if (!targets.ok) return targets.error;
    if (revision < 0) return failed(`revision must be a positive integer: ${revision}`);
    let found = false;
    const failure = yield* targets.value.visit(function* (info) {
      found = true;
      return yield* followRollout(call, info, revision);
    });
    if (!failure && !found) call.err(`No resources found in ${call.namespace} namespace.\n`);
    return failure;
  },
};

/** Prints a line for the object as it is, and one for each change, until the rollout is done. */
function* followRollout(call: Call, info: Info, revision: number): Task<Failure | undefined> {
  const { mapping, namespace, name } = info;
  const report = REPORTS.get(`${mapping.resource}.${mapping.group}`);
  if (!report) return failed(`no status viewer has been implemented for ${groupKindText(mapping)}`);
  const timeout = call.flags.number('timeout');
  const until = timeout > 0 ? (yield* now()) + timeout : undefined;
  const fieldSelector = `metadata.name=${name}`;
  const list = yield* call.api.list(mapping, namespace, { fieldSelector });
  if (!list.ok) return list.error;
  const handle = yield* call.api.watch(mapping, namespace, { fieldSelector, resourceVersion: list.value.metadata.resourceVersion });
  try {
    const present: Wire[] = [...list.value.items];
    for (;;) {
      let object: Wire = present.shift();
      if (object === undefined) {
        const notice = yield* next([handle], until);
        if (notice.notice === 'timeout') return failed('timed out waiting for the condition');
        if (notice.notice !== 'event') continue;
        if (notice.event.type === 'DELETED') return failed('object has been deleted');
        object = notice.event.object;
      }
      const said = report(object, revision);
      if (!said.ok) return failed(said.error);
      call.out(`${said.value.line}\n`);
      if (said.value.done || !call.flags.bool('watch')) return undefined;
    }
  } finally {
    yield* close(handle);
  }
}

/** One line about how far a rollout is; the error is why it will not get there. */
type Report = (object: Wire, revision: number) => Result<{ readonly line: string; readonly done: boolean }, string>;

const waiting = (line: string): ReturnType<Report> => ok({ line, done: false });
const done = (line: string): ReturnType<Report> => ok({ line, done: true });
const NOT_ROLLING = 'rollout status is only available for RollingUpdate strategy type';

const reportDeployment: Report = ({ metadata, spec, status: s = {} }, revision) => {
  const running = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  if (revision > 0 && revision !== running) return err(`desired revision (${revision}) is different from the running revision (${running})`);
  if (metadata.generation > (s.observedGeneration ?? 0)) return waiting('Waiting for deployment spec update to be observed...');
  const name = quote(metadata.name);
  const progressing = s.conditions?.find((c: Wire) => c.type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') return err(`deployment ${name} exceeded its progress deadline`);
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = s;
  const unfinished = `Waiting for deployment ${name} rollout to finish: `;
  if (updatedReplicas < spec.replicas) return waiting(`${unfinished}${updatedReplicas} out of ${spec.replicas} new replicas have been updated...`);
  if (replicas > updatedReplicas) return waiting(`${unfinished}${replicas - updatedReplicas} old replicas are pending termination...`);
  if (availableReplicas < updatedReplicas) return waiting(`${unfinished}${availableReplicas} of ${updatedReplicas} updated replicas are available...`);
  return done(`deployment ${name} successfully rolled out`);
};

const reportDaemonSet: Report = ({ metadata, spec, status: s = {} }) => {
  if (spec.updateStrategy?.type !== 'RollingUpdate') return err(NOT_ROLLING);
  if (metadata.generation > (s.observedGeneration ?? 0)) return waiting('Waiting for daemon set spec update to be observed...');
  const name = quote(metadata.name);
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = s;
  const unfinished = `Waiting for daemon set ${name} rollout to finish: `;
  if (updatedNumberScheduled < desiredNumberScheduled) return waiting(`${unfinished}${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`);
  if (numberAvailable < desiredNumberScheduled) return waiting(`${unfinished}${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`);
  return done(`daemon set ${name} successfully rolled out`);
};

const reportStatefulSet: Report = ({ metadata, spec, status: s = {} }) => {
  if (spec.updateStrategy?.type !== 'RollingUpdate') return err(NOT_ROLLING);
  if (!s.observedGeneration || metadata.generation > s.observedGeneration) return waiting('Waiting for statefulset spec update to be observed...');
  const { readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0 } = s;
  if (readyReplicas < spec.replicas) return waiting(`Waiting for ${spec.replicas - readyReplicas} pods to be ready...`);
  const rolling = spec.updateStrategy.rollingUpdate;
  if (rolling) {
    const wanted = spec.replicas - (rolling.partition ?? 0);
    if (rolling.partition !== undefined && updatedReplicas < wanted)
      return waiting(`Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wanted} new pods have been updated...`);
    return done(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...`);
  }
  if (s.updateRevision !== s.currentRevision) return waiting(`waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${s.updateRevision}...`);
  return done(`statefulset rolling update complete ${currentReplicas} pods at revision ${s.currentRevision}...`);
};

const REPORTS: ReadonlyMap<string, Report> = new Map([
  ['deployments.apps', reportDeployment],
  ['daemonsets.apps', reportDaemonSet],
  ['statefulsets.apps', reportStatefulSet],
]);
