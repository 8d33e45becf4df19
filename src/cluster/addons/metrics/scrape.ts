/** The metrics server: asks the kubelets every 15 s what containers use, and keeps the last answer (upstream: kubernetes-sigs/metrics-server pkg/scraper, pkg/storage). */
import type { Node } from '../../../api/kinds/node/types.ts';
import type { Container } from '../../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../../api/kinds/pod/types.ts';
import { milliValue, quantity, quantityValue } from '../../../api/meta/quantity.ts';
import type { EndpointSlice } from '../../../api/kinds/endpoint-slice/types.ts';
import type { Component, Context, MemoryView, Outcome, View } from '../../../engine/component.ts';
import { podsOnNode } from '../../../controllers/common/lookups.ts';
import { isNodeDown, runOutOfMemory, servedRequests } from '../../../kubelet/index.ts';
import { loadByPod, type Load } from './load.ts';
import { exceedsMemory, SYSTEM, usageOf, type Used } from './usage.ts';

export const METRICS_SERVER = 'metrics-server';
export const NAMESPACE = 'kube-system';
/** Milliseconds between two rounds (`--metric-resolution=15s`). */
export const RESOLUTION = 15_000;
/** Milliseconds that a container must have run before it is measured. */
const FRESH = 10_000;

/** What was measured on one node, by pod as `namespace/name`. */
export interface NodeSamples {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly node: Used;
  readonly pods: Readonly<Record<string, PodSample>>;
}
export interface PodSample {
  readonly uid: string;
  /** Milliseconds. */
  readonly window: number;
  readonly containers: readonly (Used & { readonly name: string })[];
  /** How many requests it had answered by then. */
  readonly served: number;
}

const sampleKey = (node: string) => `node/${node}`;
export const samplesOf = (memory: MemoryView): readonly (readonly [node: string, NodeSamples])[] =>
  memory.entries<NodeSamples>(sampleKey('')).map(([key, samples]) => [key.slice(sampleKey('').length), samples]);

/** Whether a pod of the server is ready to answer. */
export const isServing = (view: View): boolean =>
  view
    .list<EndpointSlice>('endpointslices.discovery.k8s.io', NAMESPACE)
    .some((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === METRICS_SERVER && slice.endpoints?.some(({ conditions }) => conditions.ready !== false));

/** Whether a container of the server runs: it asks before it is ready. */
const isRunning = (view: View): boolean =>
  view
    .list<Pod>('pods', NAMESPACE)
    .some((pod) => pod.metadata.labels?.['k8s-app'] === METRICS_SERVER && pod.status.phase === 'Running' && pod.metadata.deletionTimestamp === undefined);

export const ROUND = 'round';

export const metricsServer: Component = {
  name: METRICS_SERVER,
  priority: 40,
  watches: [],
  reconcile: (context, key) => (key === ROUND ? scrape(context) : { decision: `There is no ${key}.`, idle: true }),
};

function scrape(context: Context): Outcome {
  const again = { after: RESOLUTION };
  if (!isRunning(context)) {
    forget(context, []);
    return { decision: 'No pod of the metrics server runs: nothing is measured.', idle: true, again };
  }
  const loads = loadByPod(context);
  const answered: string[] = [];
  let pods = 0;
  let cpu = 0;
  for (const node of context.list<Node>('nodes')) {
    const { name } = node.metadata;
    if (isNodeDown(context, name)) continue;
    const before = context.memory.get<NodeSamples>(sampleKey(name));
    const samples = measure(context, node, before, loads);
    context.memory.set(sampleKey(name), samples);
    answered.push(name);
    pods += Object.keys(samples.pods).length;
    cpu += samples.node.cpu;
  }
  forget(context, answered);
  return { decision: `Asked the kubelets of ${answered.length} nodes: ${pods} pods were measured; the nodes use ${cpu}m CPU in all.`, idle: true, again };
}

/** Nodes that did not answer this time have no metrics. */
function forget(context: Context, kept: readonly string[]): void {
  for (const [node] of samplesOf(context.memory)) if (!kept.includes(node)) context.memory.delete(sampleKey(node));
}

function measure(context: Context, node: Node, before: NodeSamples | undefined, loads: ReadonlyMap<string, readonly Load[]>): NodeSamples {
  const pods: Record<string, PodSample> = Object.create(null) as Record<string, PodSample>;
  const sum = { ...SYSTEM };
  for (const pod of podsOnNode(context, node.metadata.name)) {
    const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
    const sample = measurePod(context, pod, before?.pods[key], loads.get(key) ?? []);
    if (!sample) continue;
    pods[key] = sample;
    for (const { cpu, memory } of sample.containers) {
      sum.cpu += cpu;
      sum.memory += memory;
    }
  }
  const { capacity } = node.status;
  return {
    at: context.now,
    node: { cpu: Math.min(sum.cpu, milliValue(quantity(capacity?.['cpu']))), memory: Math.min(sum.memory, quantityValue(quantity(capacity?.['memory']))) },
    pods: { ...pods },
  };
}

function measurePod(context: Context, pod: Pod, before: PodSample | undefined, loads: readonly Load[]): PodSample | undefined {
  const served = servedRequests(context, pod);
  const earlier = before?.uid === pod.metadata.uid ? before : undefined;
  let window = RESOLUTION;
  const containers: (Used & { name: string })[] = [];
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  for (const container of [...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'), ...pod.spec.containers]) {
    const runs = runningFor(context, statuses.find(({ name }) => name === container.name)?.state.running?.startedAt);
    if (runs < FRESH) continue;
    window = Math.min(window, runs);
    const rate = earlier ? ((served - earlier.served) * 1000) / RESOLUTION : (served * 1000) / Math.max(window, FRESH);
    // It takes until the next round to come that far.
    if (exceedsMemory(pod, container as Container, loads)) runOutOfMemory(context, pod, container.name);
    containers.push({ name: container.name, ...usageOf(pod, container as Container, { loads, served: Math.max(0, rate) }) });
  }
  return containers.length === 0 ? undefined : { uid: pod.metadata.uid, window, containers, served };
}

function runningFor(context: Context, startedAt: string | undefined | null): number {
  const started = Date.parse(startedAt ?? '');
  return Number.isNaN(started) ? -1 : context.now - started;
}
