/** Which pods of a node a drain removes, and which stop it (upstream: pkg/drain/filters.go). */
import { now, type Task } from '../../../engine/client.ts';
import { timeOf } from '../../../api/meta/time.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Call } from '../../command.ts';
import { controllerOf } from '../../describers/metadata.ts';
import type { Wire } from '../../describers/wire.ts';
import { errorText, failed, isNotFound, type Failure } from '../../failure.ts';

export interface PodsToRemove {
  readonly pods: readonly Wire[];
  /** One line, or nothing. */
  readonly warnings: string;
  readonly failures: readonly Failure[];
}

interface Verdict {
  readonly remove: boolean;
  readonly level: 'okay' | 'skip' | 'warning' | 'error';
  readonly message: string;
}

const OKAY: Verdict = { remove: true, level: 'okay', message: '' };
const SKIP: Verdict = { remove: false, level: 'skip', message: '' };
const stopped = (message: string): Verdict => ({ remove: false, level: 'error', message });

const finished = (pod: Wire): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** A pod that has been on its way out for longer than `--skip-wait-for-delete-timeout`. */
export function isLongDeleted(call: Call, pod: Wire, time: number): boolean {
  const limit = call.flags.number('skip-wait-for-delete-timeout');
  const deletion = timeOf(pod.metadata.deletionTimestamp);
  return limit > 0 && deletion !== undefined && Math.trunc((time - deletion) / 1000) > limit;
}

type Filter = (call: Call, pod: Wire) => Task<Verdict>;

const FILTERS: readonly Filter[] = [
  function* longDeleted(call, pod) {
    return isLongDeleted(call, pod, yield* now()) ? SKIP : OKAY;
  },
  function* ofDaemonSet(call, pod) {
    const owner = controllerOf(pod);
    if (!owner || owner.kind !== 'DaemonSet' || owner.apiVersion !== 'apps/v1' || finished(pod)) return OKAY;
    const daemonSets = call.mapper.forKind('apps', 'v1', 'DaemonSet');
    const got = daemonSets ? yield* call.api.get(daemonSets, pod.metadata.namespace, owner.name) : err(failed('the server could not find the requested resource'));
    if (!got.ok) {
      if (isNotFound(got.error) && call.flags.bool('force')) return { remove: true, level: 'warning', message: errorText(got.error) };
      return stopped(errorText(got.error));
    }
    if (!call.flags.bool('ignore-daemonsets')) return stopped('DaemonSet-managed Pods (use --ignore-daemonsets to ignore)');
    return { remove: false, level: 'warning', message: 'ignoring DaemonSet-managed Pods' };
  },
  function* mirror(_call, pod) {
    return Object.hasOwn(pod.metadata.annotations ?? {}, 'kubernetes.io/config.mirror') ? SKIP : OKAY;
  },
  function* localStorage(call, pod) {
    if (!(pod.spec.volumes ?? []).some((v: Wire) => v.emptyDir) || finished(pod)) return OKAY;
    if (!call.flags.bool('delete-emptydir-data')) return stopped('Pods with local storage (use --delete-emptydir-data to override)');
    return { remove: true, level: 'warning', message: 'deleting Pods with local storage' };
  },
  function* unreplicated(call, pod) {
    if (finished(pod) || controllerOf(pod)) return OKAY;
    if (call.flags.bool('force')) return { remove: true, level: 'warning', message: 'deleting Pods that declare no controller' };
    return stopped('cannot delete Pods that declare no controller (use --force to override)');
  },
];

/** The last filter's word holds; a pod that is not to be removed goes through no further ones. */
function* verdictOn(call: Call, pod: Wire): Task<Verdict> {
  let verdict = OKAY;
  for (const filter of FILTERS) {
    verdict = yield* filter(call, pod);
    if (!verdict.remove) break;
  }
  return verdict;
}

export function* podsToRemove(call: Call, node: string): Task<Result<PodsToRemove, Failure>> {
  const mapping = call.mapper.forKind('', 'v1', 'Pod');
  if (!mapping) return err(failed('the server could not find the requested resource'));
  const labelSelector = call.flags.string('pod-selector');
  const list = yield* call.api.list(mapping, '', { fieldSelector: `spec.nodeName=${node}`, ...(labelSelector !== '' && { labelSelector }) });
  if (!list.ok) return list;
  const pods: Wire[] = [];
  const said = { warning: new Map<string, string[]>(), error: new Map<string, string[]>() };
  for (const item of list.value.items as readonly Wire[]) {
    const pod = { apiVersion: 'v1', kind: 'Pod', ...item };
    const { remove, level, message } = yield* verdictOn(call, pod);
    if (remove) pods.push(pod);
    if (level !== 'warning' && level !== 'error') continue;
    const same = said[level].get(message) ?? [];
    same.push(`${pod.metadata.namespace}/${pod.metadata.name}`);
    said[level].set(message, same);
  }
  const lines = (messages: ReadonlyMap<string, readonly string[]>): readonly string[] => [...messages].map(([message, names]) => `${message}: ${names.join(', ')}`);
  return ok({ pods, warnings: lines(said.warning).join('; '), failures: lines(said.error).map((line) => failed(`cannot delete ${line}`)) });
}
