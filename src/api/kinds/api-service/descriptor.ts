import type { KindDescriptor } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import type { ApiService } from './types.ts';

/** Upstream: kube-aggregator pkg/registry/apiservice/etcd/etcd.go. What is registered is part of the cluster: nothing can be written here. */
export const apiService: KindDescriptor<ApiService> = {
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  singular: 'apiservice',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  verbs: ['get', 'list'],
  hasStatus: true,
  schema: 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService',
  applyDefaults: (object) => object,
  generation: false,
  validate: () => [],
  columns: [
    { name: 'Service', priority: 0, cell: ({ spec: { service } }) => (service ? `${service.namespace}/${service.name}` : 'Local') },
    {
      name: 'Available',
      priority: 0,
      cell: ({ status }) => {
        const condition = status.conditions.find(({ type }) => type === 'Available');
        return condition === undefined ? 'Unknown' : condition.status === 'True' ? 'True' : `${condition.status} (${condition.reason})`;
      },
    },
    ageColumn,
  ],
};
