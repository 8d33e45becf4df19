import type { KindDescriptor } from '../../descriptor.ts';
import type { ComponentStatus } from './types.ts';

const healthy = ({ conditions }: ComponentStatus) => conditions?.find(({ type }) => type === 'Healthy');

/** Upstream: pkg/registry/core/componentstatus, printers.go printComponentStatus. */
export const componentStatus: KindDescriptor<ComponentStatus> = {
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  namespaced: false,
  verbs: ['get', 'list'],
  hasStatus: false,
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  schema: 'io.k8s.api.core.v1.ComponentStatus',
  applyDefaults: (object) => object,
  generation: false,
  validate: () => [],
  columns: [
    {
      name: 'Status',
      priority: 0,
      cell: (object) => {
        const status = healthy(object)?.status;
        return status === 'True' ? 'Healthy' : status === 'False' ? 'Unhealthy' : 'Unknown';
      },
    },
    { name: 'Message', priority: 0, cell: (object) => healthy(object)?.message ?? '' },
    { name: 'Error', priority: 0, cell: (object) => healthy(object)?.error ?? '' },
  ],
};
