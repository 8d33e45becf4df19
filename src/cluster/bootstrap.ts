/** What a cluster holds before anybody asks it for anything: namespaces, nodes, the Service of the API server, priority classes. */
import type { KubeObject } from '../api/meta/types.ts';
import { randomHex, randomUid } from '../base/random.ts';
import type { StepContext } from '../engine/step-context.ts';
import type { NodeSeed } from './nodes.ts';

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Which resource, and what of the object: metadata is completed. */
type Seed = Omit<KubeObject, 'metadata'> & { readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown } };

export function bootstrap(context: StepContext, nodes: readonly NodeSeed[]): void {
  const put = (resource: string, seed: Seed, generation?: number) => {
    const metadata = { ...seed.metadata, uid: randomUid(context.random), creationTimestamp: context.timestamp, resourceVersion: '', ...(generation && { generation }) };
    return context.put(resource, { ...seed, metadata }, undefined);
  };
  for (const name of NAMESPACES) {
    put('namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    } as Seed);
  }
  for (const [name, value, description] of [
    ['system-cluster-critical', 2_000_000_000, 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.'],
    ['system-node-critical', 2_000_001_000, 'Used for system critical pods that must not be moved from their current node.'],
  ] as const) {
    put(
      'priorityclasses.scheduling.k8s.io',
      { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, description, preemptionPolicy: 'PreemptLowerPriority' } as Seed,
      1,
    );
  }
  for (const node of nodes) put('nodes', completeNode(context, node));
  apiServerService(put, nodes[0]?.status.addresses?.find((a) => a.type === 'InternalIP')?.address ?? '10.89.0.11');
}

function completeNode(context: StepContext, { metadata, spec, status }: NodeSeed): Seed {
  const id = randomHex(context.random, 32);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata,
    spec,
    status: {
      ...status,
      conditions: status.conditions?.map((condition) => ({ lastHeartbeatTime: context.timestamp, lastTransitionTime: context.timestamp, ...condition })),
      nodeInfo: {
        ...status.nodeInfo,
        machineID: status.nodeInfo.machineID || id,
        systemUUID: status.nodeInfo.systemUUID || id,
        bootID: status.nodeInfo.bootID || randomUid(context.random),
      },
    },
  } as Seed;
}

/** The `kubernetes` Service of the namespace default, which the API server keeps itself. */
function apiServerService(put: (resource: string, seed: Seed) => void, address: string): void {
  const metadata = { name: 'kubernetes', namespace: 'default' };
  const ports = [{ name: 'https', port: 6443, protocol: 'TCP' }];
  put('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      clusterIP: '10.96.0.1',
      clusterIPs: ['10.96.0.1'],
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    },
    status: { loadBalancer: {} },
  } as Seed);
  put('endpoints', {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: address }], ports }],
  } as Seed);
  put('endpointslices.discovery.k8s.io', {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports,
  } as Seed);
}
