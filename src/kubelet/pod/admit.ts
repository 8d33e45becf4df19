/** Whether a node takes a pod that no scheduler has fitted to it (upstream: pkg/kubelet/lifecycle/predicate.go). */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { clash, hostPorts } from '../../api/kinds/pod/host-ports.ts';
import { selectsNode, untolerated } from '../../api/kinds/pod/node-fit.ts';
import type { Node } from '../../api/kinds/node/types.ts';
import { quote } from '../../base/go-format.ts';
import type { PodStep } from '../pod-step.ts';
import { recordOf } from '../memory.ts';
import { amount, requestAmounts } from '../amounts.ts';
import { refusedForPressure } from '../pressure.ts';
import { isTerminal } from '../status/generate.ts';

/** False: the pod was refused, and has failed. */
export function admit(step: PodStep): boolean {
  const pod = step.stored;
  const pressed = pod && refusedForPressure(step.context, step.nodeName, pod);
  if (pressed !== undefined) {
    reject(step, 'Evicted', pressed);
    return false;
  }
  const unable = pod && cannotBeRun(pod);
  if (unable !== undefined) {
    reject(step, ...unable);
    return false;
  }
  const allocatable = step.node?.status.allocatable;
  // What the scheduler bound was fitted already.
  if (!pod || !allocatable || pod.status.conditions?.some((c) => c.type === 'PodScheduled')) return true;
  const others = step.context.byIndex<Pod>('podsByNode', step.nodeName).filter((other) => other.metadata.uid !== pod.metadata.uid && hasTaken(step, other));
  const wanted = requestAmounts(pod);
  const used: Record<string, number> = {};
  for (const other of others) for (const [resource, value] of Object.entries(requestAmounts(other))) used[resource] = (used[resource] ?? 0) + value;
  for (const resource of ['pods', ...Object.keys(wanted).sort()]) {
    const requested = resource === 'pods' ? 1 : wanted[resource]!;
    const taken = resource === 'pods' ? others.length : (used[resource] ?? 0);
    const capacity = amount(resource, allocatable[resource]);
    if (requested === 0 || requested <= capacity - taken) continue;
    reject(step, `OutOf${resource}`, `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${taken}, capacity: ${capacity}`);
    return false;
  }
  const [predicate, why] = (step.node && failedPredicate(pod, step.node, others)) ?? [];
  if (predicate === undefined) return true;
  reject(step, predicate, `Predicate ${predicate} failed: ${why}`);
  return false;
}

/** Whether the kubelet has let the pod in before, and it has not ended: one that it has not come to yet takes no room. */
function hasTaken({ memory, nodeName }: PodStep, { metadata, status }: Pod): boolean {
  const record = recordOf(memory, `${nodeName}/${metadata.namespace}/${metadata.name}`);
  return record !== undefined && record.uid === metadata.uid && record.work !== 'finished' && !isTerminal(status.phase);
}

/** What no node here can give a pod, whoever chose the node (upstream: also pkg/security/apparmor/validate.go). */
function cannotBeRun(pod: Pod): readonly [reason: string, message: string] | undefined {
  const { spec, metadata } = pod;
  const forbidden = forbiddenSysctl(pod);
  if (forbidden !== undefined) return ['SysctlForbidden', forbidden];
  const system = metadata.labels?.['kubernetes.io/os'];
  if (system !== undefined && system !== 'linux') return ['PodOSSelectorNodeLabelDoesNotMatch', "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label"];
  if (spec.os && spec.os.name !== 'linux') return ['PodOSNotSupported', "Failed to admit pod as the OS field doesn't match node OS"];
  if (spec.securityContext?.supplementalGroupsPolicy === 'Strict') return ['SupplementalGroupsPolicyNotSupported', 'SupplementalGroupsPolicy=Strict is not supported in this node'];
  const contexts = [spec, ...(spec.initContainers ?? []), ...spec.containers].map(({ securityContext }) => securityContext);
  if (contexts.some((context) => context?.appArmorProfile && context.appArmorProfile.type !== 'Unconfined'))
    return ['AppArmor', 'Cannot enforce AppArmor: AppArmor is not enabled on the host'];
  return undefined;
}

/** Kernel parameters of a namespace that any pod may set (upstream: pkg/kubelet/sysctl/safe_sysctls.go); none that is unsafe is allowed here. */
const SAFE_SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);

/** Upstream: pkg/kubelet/sysctl/allowlist.go. */
function forbiddenSysctl({ spec }: Pod): string | undefined {
  const host = (name: string) => (name.startsWith('net.') ? spec.hostNetwork : spec.hostIPC);
  for (const { name: given } of spec.securityContext?.sysctls ?? []) {
    const name = given.replaceAll('/', '.');
    if (!SAFE_SYSCTLS.has(name)) return `forbidden sysctl: ${quote(name)} not allowlisted`;
    if (host(name)) return `forbidden sysctl: ${quote(name)} not allowed with host ${name.startsWith('net.') ? 'net' : 'ipc'} enabled`;
  }
  return undefined;
}

/** What of the scheduler's rules a kubelet asks too; of several that fail it tells the first. */
function failedPredicate(pod: Pod, node: Node, others: readonly Pod[]): readonly [string, string] | undefined {
  if (!selectsNode(pod.spec, node)) return ['NodeAffinity', "node(s) didn't match Pod's node affinity/selector"];
  const wanted = hostPorts(pod);
  if (wanted.length > 0 && others.some((other) => hostPorts(other).some((taken) => wanted.some((port) => clash(port, taken)))))
    return ['NodePorts', "node(s) didn't have free ports for the requested pod ports"];
  if (untolerated(node.spec.taints, pod.spec.tolerations, ['NoExecute'])) return ['TaintToleration', 'node(s) had untolerated taint(s)'];
  return undefined;
}

function reject(step: PodStep, reason: string, message: string): void {
  step.event('Warning', reason, message);
  step.update({ work: 'finished', pending: false });
  step.context.modify<Pod>('pods', step.namespace, step.name, (pod) => ({
    ...pod,
    status: { ...(pod.status.qosClass && { qosClass: pod.status.qosClass }), phase: 'Failed', reason, message: `Pod was rejected: ${message}`, startTime: step.context.timestamp },
  }));
  step.say(`refused the pod: ${message}`);
  // Nobody comes back to a pod that was to be deleted before it was refused.
  if (step.stored?.metadata.deletionTimestamp !== undefined)
    step.context.delete('pods', step.namespace, step.name, { gracePeriodSeconds: 0, preconditions: { uid: step.record.uid } });
}
