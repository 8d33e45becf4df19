/** What the API server answers of itself and of its neighbours, without storing it: who serves which group, and whether the components are well. */
import groupDocument from '../api/schema/data/api-groups.json';
import { apiService } from '../api/kinds/api-service/descriptor.ts';
import type { ApiService } from '../api/kinds/api-service/types.ts';
import { componentStatus } from '../api/kinds/component-status/descriptor.ts';
import type { ComponentStatus } from '../api/kinds/component-status/types.ts';
import { defineKind } from '../api/kinds/strategy.ts';
import type { KubeObject } from '../api/meta/types.ts';
import { brokenNow, FAULTS } from '../engine/broken.ts';
import type { AggregatedApi, View } from '../engine/component.ts';
import { CONTROLLER_MANAGER } from './control-plane-faults.ts';
import { metricsApi } from './addons/metrics/metrics-api.ts';
import { METRICS_SERVER, NAMESPACE } from './addons/metrics/scrape.ts';

const clusterStart = (view: View): string => view.get<KubeObject>('namespaces', undefined, 'kube-system')?.metadata.creationTimestamp ?? '';

/** Upstream: kube-aggregator. Groups and versions as the recorded API server listed them, and those of the metrics server. */
export const apiServices: AggregatedApi = {
  kinds: [defineKind(apiService)],
  availability: () => 'available',
  list(view) {
    const local = [{ name: '', versions: [{ version: 'v1' }] }, ...groupDocument.groups].flatMap(({ name: group, versions }) =>
      versions.map(({ version }, index) => service(view, group, version, versions.length - index)),
    );
    const metrics = metricsApi.availability(view);
    if (metrics !== 'absent') local.push(service(view, 'metrics.k8s.io', 'v1beta1', 100, metrics === 'available'));
    return local.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  },
};

function service(view: View, group: string, version: string, versionPriority: number, answers?: boolean): ApiService {
  const creationTimestamp = clusterStart(view);
  const remote = answers !== undefined;
  const condition = remote
    ? answers
      ? { status: 'True' as const, reason: 'Passed', message: 'all checks passed' }
      : { status: 'False' as const, reason: 'MissingEndpoints', message: `endpoints for service/${METRICS_SERVER} in "${NAMESPACE}" have no addresses with port name "https"` }
    : { status: 'True' as const, reason: 'Local', message: 'Local APIServices are always available' };
  return {
    kind: 'APIService',
    apiVersion: 'apiregistration.k8s.io/v1',
    metadata: {
      name: `${version}.${group}`,
      creationTimestamp,
      uid: '',
      resourceVersion: '',
      labels: remote ? { 'k8s-app': METRICS_SERVER } : { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' },
    } as ApiService['metadata'],
    spec: {
      group,
      version,
      groupPriorityMinimum: remote ? 100 : group === '' ? 18_000 : 17_000,
      versionPriority,
      ...(remote && { insecureSkipTLSVerify: true, service: { namespace: NAMESPACE, name: METRICS_SERVER, port: 443 } }),
    },
    status: { conditions: [{ type: 'Available', lastTransitionTime: creationTimestamp, ...condition }] },
  };
}

/** With the fault that stops it, where there is one. */
const COMPONENTS: readonly { readonly name: string; readonly fault?: string; readonly port?: number }[] = [
  { name: 'controller-manager', fault: `controller/${CONTROLLER_MANAGER}`, port: 10_257 },
  { name: 'etcd-0' },
  { name: 'scheduler', fault: 'scheduler', port: 10_259 },
];

/** Upstream: pkg/registry/core/componentstatus: asks each at its health port. */
export const componentStatuses: AggregatedApi = {
  kinds: [defineKind(componentStatus)],
  availability: () => 'available',
  list(view) {
    const broken = new Set(brokenNow(view.memoryOf(FAULTS), () => undefined).map(({ id }) => id));
    return COMPONENTS.map(({ name, fault, port }): ComponentStatus => ({
      kind: 'ComponentStatus',
      apiVersion: 'v1',
      metadata: { name, creationTimestamp: null } as unknown as ComponentStatus['metadata'],
      conditions: [
        fault !== undefined && broken.has(fault)
          ? { type: 'Healthy', status: 'False', message: `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused` }
          : { type: 'Healthy', status: 'True', message: 'ok' },
      ],
    }));
  },
};
