/** `kubectl apply --prune`: deletes what was applied before and is in no file now (upstream: kubectl `pkg/cmd/apply/prune.go`, `pkg/util/prune/prune.go`). */
import type { KubeObject, Unchecked } from '../../../api/meta/types.ts';
import { quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call } from '../../command.ts';
import { dryRunSuffix, logLine } from '../../common-flags.ts';
import { errorText, failed, type Failure } from '../../failure.ts';
import { lastApplied } from '../../last-applied.ts';
import { objectPrinter } from '../../printers/output.ts';
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

export function* prune(
  call: Call,
  options: ApplyOptions,
  mappings: readonly Mapping[],
  visited: { readonly uids: ReadonlySet<string>; readonly namespaces: ReadonlySet<string> },
): Task<Failure | undefined> {
  warnOfDefaults(call);
  for (const namespace of visited.namespaces) {
    for (const mapping of mappings.filter((m) => m.namespaced)) {
      const problem = yield* pruneKind(call, options, mapping, namespace, visited.uids);
      if (problem) return failed(`error pruning namespaced object ${gvk(mapping)}: ${errorText(problem)}`);
    }
  }
  for (const mapping of mappings.filter((m) => !m.namespaced)) {
    const problem = yield* pruneKind(call, options, mapping, '', visited.uids);
    if (problem) return failed(`error pruning nonNamespaced object ${gvk(mapping)}: ${errorText(problem)}`);
  }
  return undefined;
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

const gvk = ({ group, version, kind }: Mapping): string => `${group}/${version}, Kind=${kind}`;

/** Objects of a kind that were applied, and are none of `uids`. */
function* appliedOnce(call: Call, mapping: Mapping, namespace: string, uids: ReadonlySet<string>): Task<Result<readonly KubeObject[], Failure>> {
  const list = yield* call.api.list(mapping, namespace, { ...(call.flags.string('selector') && { labelSelector: call.flags.string('selector') }) });
  return list.ok ? ok(list.value.items.filter((object) => lastApplied(object as unknown as Unchecked) !== undefined && !uids.has(object.metadata.uid))) : list;
}

/** What pruning would take away (upstream: kubectl `pkg/cmd/diff/prune.go`). */
export function* prunable(
  call: Call,
  mappings: readonly Mapping[],
  visited: { readonly uids: ReadonlySet<string>; readonly namespaces: ReadonlySet<string> },
): Task<readonly { readonly mapping: Mapping; readonly object: KubeObject }[]> {
  warnOfDefaults(call);
  const found: { readonly mapping: Mapping; readonly object: KubeObject }[] = [];
  const places = [
    ...[...visited.namespaces].flatMap((namespace) => mappings.filter((m) => m.namespaced).map((mapping) => ({ mapping, namespace }))),
    ...mappings.filter((m) => !m.namespaced).map((mapping) => ({ mapping, namespace: '' })),
  ];
  for (const { mapping, namespace } of places) {
    const left = yield* appliedOnce(call, mapping, namespace, visited.uids);
    if (!left.ok) {
      const scope = mapping.namespaced ? 'namespaced' : 'nonNamespaced';
      call.err(logLine('diff.go:761', `pruning failed and could not be evaluated err: error pruning ${scope} object ${gvk(mapping)}: ${errorText(left.error)}`));
      return found;
    }
    found.push(...left.value.map((object) => ({ mapping, object })));
  }
  return found;
}

function* pruneKind(call: Call, options: ApplyOptions, mapping: Mapping, namespace: string, uids: ReadonlySet<string>): Task<Failure | undefined> {
  const left = yield* appliedOnce(call, mapping, namespace, uids);
  if (!left.ok) return left.error;
  for (const object of left.value) {
    if (options.dryRun !== 'client') {
      const deleted = yield* call.api.delete(mapping, namespace, object.metadata.name, {
        propagationPolicy: options.propagation,
        ...(options.gracePeriod >= 0 && { gracePeriodSeconds: options.gracePeriod }),
        ...(options.dryRun === 'server' && { dryRun: true }),
      });
      if (!deleted.ok) return deleted.error;
    }
    const printer = objectPrinter(call, `pruned${dryRunSuffix(options.dryRun)}`);
    if (!printer.ok) return printer.error;
    const printed = printer.value(object as unknown as Unchecked);
    if (printed.ok) call.out(printed.value);
  }
  return undefined;
}
