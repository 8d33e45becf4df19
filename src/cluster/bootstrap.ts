/** What a cluster holds before anybody asks it for anything: namespaces, nodes, the Service of the API server, priority classes, flow control. */
import { builtInFlowSchemas, dangling } from '../api/kinds/flow-schema/built-in.ts';
import { addressesOf } from '../api/kinds/ip-address/of-service.ts';
import { builtInLevels } from '../api/kinds/priority-level/built-in.ts';
import { SERVICE_CIDR_FINALIZER, SERVICE_CIDRS, serviceCidrReady } from '../api/kinds/service-cidr/ready.ts';
import type { KubeObject } from '../api/meta/types.ts';
import { derivedUid, randomHex, randomUid } from '../base/random.ts';
import type { StepContext } from '../engine/step-context.ts';
import type { NodeSeed } from './nodes.ts';

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Which resource, and what of the object: metadata is completed. */
type Seed = Omit<KubeObject, 'metadata'> & { readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown } };

export function bootstrap(context: StepContext, nodes: readonly NodeSeed[]): void {
  const put = (resource: string, seed: Seed, generation?: number, uid = randomUid(context.random)) => {
    const metadata = { ...seed.metadata, uid, creationTimestamp: context.timestamp, resourceVersion: '', ...(generation && { generation }) };
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
  for (const node of nodes) putCsiNode(context, put('nodes', completeNode(context, node)));
  apiServerService(put, nodes[0]?.status.addresses?.find((a) => a.type === 'InternalIP')?.address ?? '10.89.0.11');
  flowControl(context, (resource, seed) => put(resource, seed, 1, derivedUid(`${resource}/${seed.metadata.name}`)));
}

type Put = (resource: string, seed: Seed, generation?: number, uid?: string) => KubeObject;

const UPDATED_BY_SERVER = { 'apf.kubernetes.io/autoupdate-spec': 'true' };

function flowControl(context: StepContext, put: (resource: string, seed: Seed) => KubeObject): void {
  const group = { apiVersion: 'flowcontrol.apiserver.k8s.io/v1' };
  for (const [name, spec] of Object.entries(builtInLevels)) {
    put('prioritylevelconfigurations.flowcontrol.apiserver.k8s.io', {
      ...group,
      kind: 'PriorityLevelConfiguration',
      metadata: { name, annotations: UPDATED_BY_SERVER },
      spec,
      status: {},
    } as Seed);
  }
  for (const [name, spec] of Object.entries(builtInFlowSchemas)) {
    const condition = { lastTransitionTime: context.timestamp, ...dangling(spec.priorityLevelConfiguration.name, true) };
    put('flowschemas.flowcontrol.apiserver.k8s.io', {
      ...group,
      kind: 'FlowSchema',
      metadata: { name, annotations: UPDATED_BY_SERVER },
      spec,
      status: { conditions: [condition] },
    } as Seed);
  }
}

/** In-tree plugins whose volumes CSI drivers serve. */
const MIGRATED = ['aws-ebs', 'azure-disk', 'azure-file', 'cinder', 'gce-pd', 'portworx-volume', 'vsphere-volume'].map((name) => `kubernetes.io/${name}`).join();

/** What a kubelet says of the drivers of its node: that there are none. */
function putCsiNode(context: StepContext, { metadata: { name, uid } }: KubeObject): void {
  const resource = 'csinodes.storage.k8s.io';
  context.put(
    resource,
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      metadata: {
        name,
        uid: derivedUid(`${resource}/${name}`),
        creationTimestamp: context.timestamp,
        resourceVersion: '',
        annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': MIGRATED },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
      },
      spec: { drivers: null },
    } as KubeObject,
    undefined,
  );
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
function apiServerService(put: Put, address: string): void {
  const metadata = { name: 'kubernetes', namespace: 'default' };
  const ports = [{ name: 'https', port: 6443, protocol: 'TCP' }];
  const service = put('services', {
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
  for (const { resource, object } of addressesOf(service as never)) put(resource, object as Seed, undefined, derivedUid(`${resource}/${object.metadata.name}`));
  put(
    SERVICE_CIDRS,
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: 'kubernetes', finalizers: [SERVICE_CIDR_FINALIZER] },
      spec: { cidrs: ['10.96.0.0/16'] },
      status: { conditions: [serviceCidrReady(service.metadata.creationTimestamp!)] },
    } as Seed,
    undefined,
    derivedUid(SERVICE_CIDRS),
  );
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
