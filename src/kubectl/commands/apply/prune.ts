/** `kubectl apply --prune`: deletes what was applied before and is in no file now (upstream: kubectl `pkg/cmd/apply/prune.go`, `pkg/util/prune/prune.go`). */
import type { KubeObject, Unchecked } from '../../../api/meta/types.ts';
import { quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call } from '../../command.ts';
import { dryRunSuffix, logLine } from '../../common-flags.ts';
import { errorText, failed, type Failure } from '../../failure.ts';
import { lastApplied } from '../../last-applied.ts';
import { objectPrinter, type ObjectPrinter } from '../../printers/output.ts';
import { apiVersionOf, type Mapping } from '../../rest-mapper.ts';
import type { ApplyOptions } from './apply.ts';

/** The kinds that are looked at unless --prune-allowlist names others, in upstream's order. */
const NAMESPACED = [
  '/v1/ConfigMap',
  '/v1/Endpoints',
  '/v1/PersistentVolumeClaim',
  '/v1/Pod',
  '/v1/ReplicationController',
  '/v1/Secret',
  '/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
];
const CLUSTER_SCOPED = ['/v1/Namespace', '/v1/PersistentVolume'];

/** The kinds that may be pruned: those of --prune-allowlist, or else upstream's. */
export function prunedKinds(call: Call): Result<readonly Mapping[], Failure> {
  const allowed = call.flags.strings('prune-allowlist');
  const mappings: Mapping[] = [];
  for (const entry of allowed.length > 0 ? allowed : [...NAMESPACED, ...CLUSTER_SCOPED]) {
    const [group = '', version = '', kind, ...more] = entry.split('/');
    if (kind === undefined || more.length > 0) return err(failed(`invalid GroupVersionKind format: ${entry}, please follow <group/version/kind>`));
    const named = group === 'core' ? '' : group;
    const mapping = call.mapper.forKind(named, version, kind);
    if (mapping) mappings.push(mapping);
    else if (allowed.length > 0) return err(failed(`no matches for kind ${quote(kind)} in version ${quote(apiVersionOf({ group: named, version }))}`));
  }
  return ok(mappings);
}

interface Visited {
  readonly uids: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

interface Place {
  readonly mapping: Mapping;
  /** Empty for kinds that have none. */
  readonly namespace: string;
}

/** An object that pruning takes away. */
export interface Spare {
  readonly mapping: Mapping;
  readonly object: KubeObject;
}

export function* prune(call: Call, options: ApplyOptions, mappings: readonly Mapping[], { uids, namespaces }: Visited): Task<Failure | undefined> {
  warnOfDefaults(call);
  for (const place of placesOf(mappings, namespaces)) {
    const left = yield* appliedOnce(call, place, uids);
    if (!left.ok) return failed(problemText(place, left.error));
    for (const spare of left.value) {
      const printer = objectPrinter(call, `pruned${dryRunSuffix(options.dryRun)}`);
      if (!printer.ok) return printer.error;
      const problem = yield* takeAway(call, options, spare, printer.value);
      if (problem) return failed(problemText(place, problem));
    }
  }
  return undefined;
}

/** What pruning would take away (upstream: kubectl `pkg/cmd/diff/prune.go`). */
export function* prunable(call: Call, mappings: readonly Mapping[], { uids, namespaces }: Visited): Task<readonly Spare[]> {
  warnOfDefaults(call);
  const found: Spare[] = [];
  for (const place of placesOf(mappings, namespaces)) {
    const left = yield* appliedOnce(call, place, uids);
    if (!left.ok) {
      call.err(logLine('diff.go:761', `pruning failed and could not be evaluated err: ${problemText(place, left.error)}`));
      return found;
    }
    found.push(...left.value);
  }
  return found;
}

function warnOfDefaults(call: Call): void {
  if (call.flags.strings('prune-allowlist').length === 0) {
    call.err(
      logLine(
        'prune.go:71',
        'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.',
      ),
    );
  }
}

/** Where pruning looks, in upstream's order. */
const placesOf = (mappings: readonly Mapping[], namespaces: ReadonlySet<string>): readonly Place[] => [
  ...[...namespaces].flatMap((namespace) => mappings.filter((m) => m.namespaced).map((mapping) => ({ mapping, namespace }))),
  ...mappings.filter((m) => !m.namespaced).map((mapping) => ({ mapping, namespace: '' })),
];

const problemText = ({ mapping: { namespaced, group, version, kind } }: Place, problem: Failure): string =>
  `error pruning ${namespaced ? 'namespaced' : 'nonNamespaced'} object ${group}/${version}, Kind=${kind}: ${errorText(problem)}`;

/** Objects of a place that were applied, and are none of `uids`. */
function* appliedOnce(call: Call, { mapping, namespace }: Place, uids: ReadonlySet<string>): Task<Result<readonly Spare[], Failure>> {
  const list = yield* call.api.list(mapping, namespace, { ...(call.flags.string('selector') && { labelSelector: call.flags.string('selector') }) });
  if (!list.ok) return list;
  const left = list.value.items.filter((object) => lastApplied(object as unknown as Unchecked) !== undefined && !uids.has(object.metadata.uid));
  return ok(left.map((object) => ({ mapping, object })));
}

/** Deletes an object, unless this is a rehearsal, and prints it. */
export function* takeAway(call: Call, options: ApplyOptions, { mapping, object }: Spare, print: ObjectPrinter): Task<Failure | undefined> {
  const { namespace = '', name } = object.metadata;
  if (options.dryRun !== 'client') {
    const deleted = yield* call.api.delete(mapping, namespace, name, {
      propagationPolicy: options.propagation,
      ...(options.gracePeriod >= 0 && { gracePeriodSeconds: options.gracePeriod }),
      ...(options.dryRun === 'server' && { dryRun: true }),
    });
    if (!deleted.ok) return deleted.error;
  }
  const printed = print(object as unknown as Unchecked);
  if (printed.ok) call.out(printed.value);
  return undefined;
}
