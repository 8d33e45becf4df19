import { addQuantities, formatQuantity, quantity, ZERO } from '../../meta/quantity.ts';
import type { KindDescriptor } from '../../descriptor.ts';
import { defineKind } from '../strategy.ts';
import type { NodeMetrics, PodMetrics, Usage } from './types.ts';

const SERVED = {
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  singular: '',
  shortNames: [],
  verbs: ['get', 'list'],
  hasStatus: false,
  generation: false,
  applyDefaults: <T>(object: T): T => object,
  validate: () => [],
} as const;

const total = (usages: readonly Usage[], of: keyof Usage): string => formatQuantity(usages.reduce((sum, usage) => addQuantities(sum, quantity(usage[of])), ZERO));
const columns = <T extends PodMetrics | NodeMetrics>(usages: (object: T) => readonly Usage[]): KindDescriptor<T>['columns'] => [
  { name: 'CPU', priority: 0, cell: (object) => total(usages(object), 'cpu') },
  { name: 'Memory', priority: 0, cell: (object) => total(usages(object), 'memory') },
  { name: 'Window', priority: 0, cell: ({ window }) => window },
];

const nodeMetrics: KindDescriptor<NodeMetrics> = {
  ...SERVED,
  kind: 'NodeMetrics',
  plural: 'nodes',
  namespaced: false,
  schema: 'io.k8s.metrics.pkg.apis.metrics.v1beta1.NodeMetrics',
  columns: columns(({ usage }) => [usage]),
};

const podMetrics: KindDescriptor<PodMetrics> = {
  ...SERVED,
  kind: 'PodMetrics',
  plural: 'pods',
  namespaced: true,
  schema: 'io.k8s.metrics.pkg.apis.metrics.v1beta1.PodMetrics',
  columns: columns(({ containers }) => containers.map(({ usage }) => usage)),
};

/** The kinds of metrics.k8s.io/v1beta1: known only where a metrics server is (upstream: metrics-server pkg/api). */
export const metricsKinds: readonly KindDescriptor[] = [defineKind(nodeMetrics), defineKind(podMetrics)];
