/** The revisions of a workload, wherever they are kept: in ReplicaSets or in ControllerRevisions (upstream: pkg/polymorphichelpers/history.go). */
import type { Task } from '../../../engine/client.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { controllerOf } from '../../describers/metadata.ts';
import { replicaSetsOf } from '../../describers/replica-sets-of.ts';
import { selectorText } from '../../describers/selectors.ts';
import type { Wire } from '../../describers/wire.ts';
import type { Call } from '../../command.ts';
import { errorText, failed, type Failure } from '../../failure.ts';
import type { Info } from '../../resources/info.ts';

export const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const REVISION = 'deployment.kubernetes.io/revision';

export interface Revision {
  readonly revision: number;
  /** The ReplicaSet or ControllerRevision that keeps it. */
  readonly keeper: Wire;
  readonly template: Wire;
  readonly changeCause: string;
}

export interface WorkloadHistory {
  readonly workload: Wire;
  /** By number, the oldest first; of several with one number the one that upstream finds last. */
  readonly revisions: readonly Revision[];
}

/** `undefined` for kinds that have none. */
export function* historyOf(call: Call, { mapping, namespace, name }: Info): Task<Result<WorkloadHistory, Failure> | undefined> {
  const key = `${mapping.resource}.${mapping.group}`;
  if (key !== 'deployments.apps' && key !== 'daemonsets.apps' && key !== 'statefulsets.apps') return undefined;
  const got = yield* call.api.get(mapping, namespace, name);
  if (!got.ok) return err(failed(`failed to retrieve ${RETRIEVED[key]} ${name}: ${errorText(got.error)}`));
  const workload: Wire = got.value;
  const found = key === 'deployments.apps' ? yield* deploymentRevisions(workload) : yield* controllerRevisions(call, workload);
  if (!found.ok) return found;
  const byNumber = new Map(found.value.map((revision) => [revision.revision, revision]));
  return ok({ workload, revisions: [...byNumber.values()].sort((a, b) => a.revision - b.revision) });
}

const RETRIEVED = { 'deployments.apps': 'deployment', 'daemonsets.apps': 'DaemonSet', 'statefulsets.apps': 'Statefulset' };

function* deploymentRevisions(deployment: Wire): Task<Result<readonly Revision[], Failure>> {
  const { newest, old } = yield* replicaSetsOf(deployment);
  return ok(
    [...old, ...(newest ? [newest] : [])].map((rs) => {
      const changeCause = rs.metadata.annotations?.[CHANGE_CAUSE] ?? '';
      const { metadata = {} } = rs.spec.template;
      const template =
        changeCause === '' ? rs.spec.template : { ...rs.spec.template, metadata: { ...metadata, annotations: { ...metadata.annotations, [CHANGE_CAUSE]: changeCause } } };
      return { revision: Number(rs.metadata.annotations?.[REVISION] ?? 0), keeper: rs, template, changeCause };
    }),
  );
}

function* controllerRevisions(call: Call, workload: Wire): Task<Result<readonly Revision[], Failure>> {
  const mapping = call.mapper.forKind('apps', 'v1', 'ControllerRevision');
  if (!mapping) return err(failed('the server doesn\'t have a resource type "controllerrevisions"'));
  const list = yield* call.api.list(mapping, workload.metadata.namespace, { labelSelector: selectorText(workload.spec.selector) });
  if (!list.ok) return err(failed(`unable to find history controlled by ${workload.kind} ${workload.metadata.name}: ${errorText(list.error)}`));
  const owned = list.value.items.filter((revision: Wire) => controllerOf(revision)?.uid === workload.metadata.uid);
  return ok(
    owned.map((keeper: Wire) => {
      const { $patch: _, ...template } = keeper.data?.spec?.template ?? {};
      return { revision: keeper.revision, keeper, template, changeCause: keeper.metadata.annotations?.[CHANGE_CAUSE] ?? '' };
    }),
  );
}
