/** metrics.k8s.io/v1beta1, answered from what was measured last (upstream: kubernetes-sigs/metrics-server pkg/api). */
import { metricsKinds } from '../../../api/kinds/metrics/descriptor.ts';
import type { NodeMetrics, PodMetrics, Usage } from '../../../api/kinds/metrics/types.ts';
import { formatQuantity, quantityOf, quantityOfMilli } from '../../../api/meta/quantity.ts';
import { notFound } from '../../../api/meta/status.ts';
import { formatDuration } from '../../../base/duration.ts';
import type { AggregatedApi, View } from '../../../engine/component.ts';
import { isOn } from '../addon.ts';
import { isServing, METRICS_SERVER, RESOLUTION, samplesOf } from './scrape.ts';
import type { Used } from './usage.ts';

export const METRICS = 'metrics';

export const metricsApi: AggregatedApi = {
  kinds: metricsKinds,
  availability: (view) => (!isOn(view, METRICS) ? 'absent' : isServing(view) ? 'available' : 'unavailable'),
  list: (view, kind, namespace) => (kind.kind === 'NodeMetrics' ? nodes(view) : pods(view, namespace)),
  notFound: (kind, namespace, name) => notFound({ group: kind.group, resource: kind.kind.toLowerCase() }, namespace === undefined ? name : `${namespace}/${name}`),
};

const rfc3339 = (ms: number) => `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
const usage = ({ cpu, memory }: Used): Usage => ({
  cpu: formatQuantity(quantityOfMilli(cpu, 'DecimalSI')),
  // In whole KiB, as kubelets count.
  memory: formatQuantity(quantityOf(Math.floor(memory / 1024) * 1024, 'BinarySI')),
});

function nodes(view: View): readonly NodeMetrics[] {
  return samplesOf(view.memoryOf(METRICS_SERVER)).flatMap(([name, { at, node }]) => {
    const object = view.get('nodes', undefined, name);
    if (!object) return [];
    return [
      {
        kind: 'NodeMetrics',
        apiVersion: 'metrics.k8s.io/v1beta1',
        metadata: { name, creationTimestamp: rfc3339(view.now), ...(object.metadata.labels && { labels: object.metadata.labels }) } as NodeMetrics['metadata'],
        timestamp: rfc3339(at),
        window: formatDuration(RESOLUTION),
        usage: usage(node),
      } satisfies NodeMetrics,
    ];
  });
}

function pods(view: View, namespace: string | undefined): readonly PodMetrics[] {
  const found: PodMetrics[] = [];
  for (const [, { at, pods: samples }] of samplesOf(view.memoryOf(METRICS_SERVER))) {
    for (const [key, { uid, window, containers }] of Object.entries(samples)) {
      const [space = '', name = ''] = key.split('/');
      if (namespace !== undefined && namespace !== '' && space !== namespace) continue;
      const pod = view.get('pods', space, name);
      if (pod?.metadata.uid !== uid) continue;
      found.push({
        kind: 'PodMetrics',
        apiVersion: 'metrics.k8s.io/v1beta1',
        metadata: { name, namespace: space, creationTimestamp: rfc3339(view.now), ...(pod.metadata.labels && { labels: pod.metadata.labels }) } as PodMetrics['metadata'],
        timestamp: rfc3339(at),
        window: formatDuration(window),
        containers: containers.map(({ name: container, ...used }) => ({ name: container, usage: usage(used) })),
      });
    }
  }
  const place = ({ metadata }: PodMetrics) => `${metadata.namespace}/${metadata.name}`;
  return found.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
