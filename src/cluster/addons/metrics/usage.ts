/** What containers use. A simulation measures nothing: usage is what an image takes when idle, and what its load takes. */
import type { Container } from '../../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../../api/kinds/pod/types.ts';
import { milliValue, quantity, quantityValue } from '../../../api/meta/quantity.ts';
import type { Load } from './load.ts';

export interface Used {
  /** Millicores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

const MI = 1024 * 1024;
/** What a request a second takes, millicores, where nothing says otherwise. */
const PER_REQUEST = 2;

interface Idle extends Used {
  readonly image: RegExp;
  readonly perRequest?: number;
}

/** Idle usage by image, about what a small cluster shows; the first that fits. */
const IDLE: readonly Idle[] = [
  { image: /(^|\/)(busybox|alpine|pause)(:|@|$)/, cpu: 0, memory: MI },
  { image: /(^|\/)(nginx|httpd|caddy|nginx-unprivileged)(:|@|$)/, cpu: 0, memory: 6 * MI, perRequest: 1 },
  // The one of the autoscaling walkthrough computes a million square roots for each request.
  { image: /hpa-example/, cpu: 1, memory: 12 * MI, perRequest: 6 },
  { image: /(^|\/)(redis|memcached)(:|@|$)/, cpu: 3, memory: 8 * MI, perRequest: 1 },
  { image: /(^|\/)(mysql|mariadb|postgres|mongo)(:|@|$)/, cpu: 5, memory: 180 * MI, perRequest: 4 },
  { image: /coredns/, cpu: 3, memory: 16 * MI },
  { image: /metrics-server/, cpu: 5, memory: 22 * MI },
  { image: /kube-apiserver/, cpu: 45, memory: 260 * MI },
  { image: /etcd/, cpu: 22, memory: 62 * MI },
  { image: /kube-controller-manager/, cpu: 14, memory: 58 * MI },
  { image: /kube-scheduler/, cpu: 6, memory: 26 * MI },
  { image: /kube-proxy/, cpu: 1, memory: 18 * MI },
  { image: /ingress-nginx/, cpu: 3, memory: 92 * MI },
];
const OTHERS: Used & { readonly perRequest?: number } = { cpu: 1, memory: 12 * MI };

const idleOf = (image: string) => IDLE.find((entry) => entry.image.test(image)) ?? OTHERS;

/** What the programs that exist to use something are told to use: `stress --cpu 2 --vm-bytes 150M` and the like. */
function stressed({ image = '', command = [], args = [] }: Container): Used {
  const words = [...command, ...args];
  if (!/stress/.test(image) && !words.some((word) => /(^|\/)stress(-ng)?$/.test(word))) return { cpu: 0, memory: 0 };
  const value = (...names: readonly string[]) => {
    for (const [at, word] of words.entries()) {
      const [name = '', joined] = word.split('=');
      if (names.includes(name)) return joined ?? words[at + 1];
    }
    return undefined;
  };
  const cores = Number(value('--cpu', '-c', '-cpus') ?? 0);
  const bytes = /^(\d+)([kmg]?)i?b?$/i.exec(value('--vm-bytes', '-mem-total') ?? '');
  const unit = { '': 1, k: 1024, m: MI, g: 1024 * MI }[(bytes?.[2] ?? '').toLowerCase()] ?? 1;
  return { cpu: Number.isFinite(cores) ? Math.max(0, cores) * 1000 : 0, memory: bytes ? Number(bytes[1]) * unit * Math.max(1, Number(value('--vm', '-m') ?? 1) || 1) : 0 };
}

export interface Work {
  readonly loads: readonly Load[];
  /** Requests that it answered, a second, in the window. */
  readonly served: number;
}

/** Of one container. What is put on a pod falls on the container that the load names, or on the pod's main one; nobody gets past a limit. */
export function usageOf(pod: Pod, container: Container, work: Work): Used {
  const { cpu, memory } = wantedOf(pod, container, work);
  const limit = (name: string) => container.resources?.limits?.[name];
  return {
    cpu: Math.min(Math.round(cpu), limit('cpu') === undefined ? Infinity : milliValue(quantity(limit('cpu')))),
    memory: Math.min(Math.round(memory), memoryLimit(container)),
  };
}

/** Whether a load asks for more memory than the container may have: the processor is shared out, memory is not. */
export const exceedsMemory = (pod: Pod, container: Container, loads: readonly Load[]): boolean =>
  loads.some(({ memory }) => memory !== undefined) && wantedOf(pod, container, { loads, served: 0 }).memory > memoryLimit(container);

const memoryLimit = ({ resources }: Container): number => (resources?.limits?.['memory'] === undefined ? Infinity : quantityValue(quantity(resources.limits['memory'])));

function wantedOf(pod: Pod, container: Container, { loads, served }: Work): Used {
  const { cpu: idleCpu, memory: idleMemory, perRequest = PER_REQUEST } = idleOf(container.image ?? '');
  const main = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'] ?? pod.spec.containers[0]!.name;
  const stress = stressed(container);
  let cpu = idleCpu + stress.cpu;
  let memory = idleMemory + stress.memory;
  if (container.name === main) cpu += served * perRequest;
  for (const load of loads) {
    const named = load.container !== undefined && pod.spec.containers.some(({ name }) => name === load.container) ? load.container : main;
    if (container.name !== named) continue;
    cpu += (load.requests ?? 0) * (load.perRequest ?? perRequest) + (load.cpu ?? 0);
    if (load.memory !== undefined) memory = Math.max(memory, load.memory);
  }
  return { cpu, memory };
}

/** What a node uses besides its pods: kubelet, runtime, system. */
export const SYSTEM: Used = { cpu: 60, memory: 420 * MI };
