import { now, type Task } from '../../engine/client.ts';
import { humanDuration } from '../../base/duration.ts';
import { formatQuantity, milliValue, quantity, quantityValue, type Quantity } from '../../api/meta/quantity.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, eventsAbout, writeEvents } from './events.ts';
import { getObject, listObjects, PODS } from './lookup.ts';
import { writeMetadata, writeTaints } from './metadata.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { addLists, podLimits, podRequests, quantityIn, type ResourceList } from './resources.ts';
import { byText, rfc1123, sortedKeys, type Wire } from './wire.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const LEASES = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' };

/** upstream: NodeDescriber */
export function* describeNode(node: Wire, settings: DescribeSettings): Task<string> {
  const { metadata, spec = {}, status = {} } = node;
  const fieldSelector = `spec.nodeName=${metadata.name},status.phase!=Failed,status.phase!=Succeeded`;
  const pods = yield* listObjects(PODS, undefined, { fieldSelector });
  const own = yield* eventsOf(node, settings);
  // The kubelet files its events under the node's name, the controllers under its uid.
  const byName = yield* eventsAbout({ name: metadata.name, kind: 'Node', uid: metadata.name }, settings);
  const lease = yield* getObject(LEASES, 'kube-node-lease', metadata.name);
  const time = yield* now();
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Roles:\t${rolesOf(node).join(',') || '<none>'}\n`);
    writeMetadata(w, node);
    w.write(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}\n`);
    writeTaints(w, 'Taints', spec.taints);
    w.write(0, `Unschedulable:\t${spec.unschedulable ?? false}\n`);
    writeLease(w, lease);
    if (status.conditions?.length) {
      w.write(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n');
      w.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
      for (const c of status.conditions)
        w.write(1, `${c.type} \t${c.status} \t${rfc1123(c.lastHeartbeatTime)} \t${rfc1123(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}\n`);
    }
    w.write(0, 'Addresses:\n');
    for (const { type, address } of status.addresses ?? []) w.write(1, `${type}:\t${address}\n`);
    writeAmounts(w, 'Capacity', status.capacity);
    writeAmounts(w, 'Allocatable', status.allocatable);
    writeSystemInfo(w, status.nodeInfo ?? {});
    if (spec.podCIDR) w.write(0, `PodCIDR:\t${spec.podCIDR}\n`);
    if (spec.podCIDRs?.length) w.write(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}\n`);
    if (spec.providerID) w.write(0, `ProviderID:\t${spec.providerID}\n`);
    writePods(w, pods, node, time);
    writeEvents(w, own && byName && { items: [...own.items, ...byName.items], now: own.now });
  });
}

/** From the labels `node-role.kubernetes.io/ROLE` and `kubernetes.io/role` (upstream: findNodeRoles). */
function rolesOf(node: Wire): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries<string>(node.metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key !== ROLE_PREFIX) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort(byText);
}

function writeLease(w: PrefixWriter, { object, error }: { readonly object?: Wire; readonly error: string }): void {
  if (!object) {
    w.write(0, `Lease:\tFailed to get lease: ${error}\n`);
    return;
  }
  const { holderIdentity = '<unset>', acquireTime, renewTime } = object.spec ?? {};
  w.write(0, 'Lease:\n');
  w.write(1, `HolderIdentity:\t${holderIdentity}\n`);
  w.write(1, `AcquireTime:\t${acquireTime ? rfc1123(acquireTime) : '<unset>'}\n`);
  w.write(1, `RenewTime:\t${renewTime ? rfc1123(renewTime) : '<unset>'}\n`);
}

function writeAmounts(w: PrefixWriter, title: string, amounts: Wire): void {
  const names = sortedKeys(amounts);
  if (names.length > 0) w.write(0, `${title}:\n`);
  for (const name of names) w.write(1, `${name}:\t${amounts[name]}\n`);
}

function writeSystemInfo(w: PrefixWriter, info: Wire): void {
  w.write(0, 'System Info:\n');
  for (const [label, field] of [
    ['Machine ID', 'machineID'],
    ['System UUID', 'systemUUID'],
    ['Boot ID', 'bootID'],
    ['Kernel Version', 'kernelVersion'],
    ['OS Image', 'osImage'],
    ['Operating System', 'operatingSystem'],
    ['Architecture', 'architecture'],
    ['Container Runtime Version', 'containerRuntimeVersion'],
    ['Kubelet Version', 'kubeletVersion'],
    ['Kube-Proxy Version', 'kubeProxyVersion'],
  ] as const)
    w.write(1, `${label}:\t${info[field] ?? ''}\n`);
}

/** The pods with their shares, and the sums (upstream: describeNodeResource). */
function writePods(w: PrefixWriter, pods: readonly Wire[], node: Wire, time: number): void {
  const allocatable: Wire = Object.keys(node.status?.allocatable ?? {}).length > 0 ? node.status.allocatable : (node.status?.capacity ?? {});
  const cpu = (amount: Quantity): string => share(amount, milliValue(amount), milliValue(quantity(allocatable.cpu)));
  const bytes = (amount: Quantity, name: string): string => share(amount, quantityValue(amount), quantityValue(quantity(allocatable[name])));
  w.write(0, `Non-terminated Pods:\t(${pods.length} in total)\n`);
  w.write(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n');
  w.write(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n');
  let requests: ResourceList = new Map();
  let limits: ResourceList = new Map();
  for (const pod of pods) {
    const [req, limit] = [podRequests(pod), podLimits(pod)];
    requests = addLists(requests, req);
    limits = addLists(limits, limit);
    const age = humanDuration(time - Date.parse(pod.metadata.creationTimestamp));
    w.write(
      1,
      `${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cpu(quantityIn(req, 'cpu'))}\t${cpu(quantityIn(limit, 'cpu'))}\t${bytes(quantityIn(req, 'memory'), 'memory')}\t${bytes(quantityIn(limit, 'memory'), 'memory')}\t${age}\n`,
    );
  }
  w.write(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
  w.write(1, 'Resource\tRequests\tLimits\n');
  w.write(1, '--------\t--------\t------\n');
  const names = sortedKeys(allocatable);
  w.write(1, `cpu\t${cpu(quantityIn(requests, 'cpu'))}\t${cpu(quantityIn(limits, 'cpu'))}\n`);
  for (const name of ['memory', 'ephemeral-storage', ...names.filter((n) => n.startsWith('hugepages-'))]) {
    w.write(1, `${name}\t${bytes(quantityIn(requests, name), name)}\t${bytes(quantityIn(limits, name), name)}\n`);
  }
  for (const name of names.filter((n) => !['cpu', 'memory', 'ephemeral-storage', 'pods'].includes(n) && !n.startsWith('hugepages-'))) {
    w.write(1, `${name}\t${formatQuantity(quantityIn(requests, name))}\t${formatQuantity(quantityIn(limits, name))}\n`);
  }
}

const share = (amount: Quantity, value: number, of: number): string => `${formatQuantity(amount)} (${of === 0 ? 0 : Math.trunc((value / of) * 100)}%)`;
