/** Nodes as the kubelets of a fresh cluster register them. */
import type { Node } from '../api/kinds/node/types.ts';

export interface NodeSize {
  /** Cores, as a quantity. */
  readonly cpu: string;
  readonly memory: string;
  readonly pods: string;
}

/** The machines of the recorded cluster. */
export const RECORDED_SIZE: NodeSize = { cpu: '2', memory: '24684084Ki', pods: '110' };
/** What a kubelet keeps from the pods: 100 MiB of memory before it evicts, as the recorded ones do. */
const EVICTION_MEMORY_KI = 102_400;

/** Anything of a Node that a file of nodes gives; what it leaves out is filled as a kubelet would. */
export type NodeSeed = Pick<Node, 'spec' | 'status'> & {
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
};

export function nodeSeed(index: number, { cpu, memory, pods }: NodeSize = RECORDED_SIZE, labels: Record<string, string> = {}): NodeSeed {
  const name = `node-${index + 1}`;
  const podCIDR = `10.${244 + (index >> 8)}.${index & 255}.0/24`;
  const allocatable = memory.endsWith('Ki') ? `${Number.parseInt(memory, 10) - EVICTION_MEMORY_KI}Ki` : memory;
  return {
    metadata: {
      name,
      annotations: { 'node.alpha.kubernetes.io/ttl': '0', 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...labels,
      },
    },
    spec: { podCIDR, podCIDRs: [podCIDR] },
    status: {
      addresses: [
        { address: `10.${89 + (index >> 14)}.${(index >> 6) & 255}.${11 + (index & 63)}`, type: 'InternalIP' },
        { address: name, type: 'Hostname' },
      ],
      allocatable: { cpu, 'ephemeral-storage': '267847642337', 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', memory: allocatable, pods },
      capacity: { cpu, 'ephemeral-storage': '264212084Ki', 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', memory, pods },
      conditions: [
        { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available' },
        { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
        { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
        { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'containerd://1.6.20',
        kernelVersion: '6.18.44-fc-v669',
        kubeProxyVersion: '',
        kubeletVersion: 'v1.34.4',
        machineID: '',
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        systemUUID: '',
      },
    },
  };
}
