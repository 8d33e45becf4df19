import type { KindDescriptor } from '../../descriptor.ts';
import { nameIsDns1035Label } from '../../meta/names.ts';
import { addressesOf } from '../ip-address/of-service.ts';
import { prepareServiceForCreate, prepareServiceForUpdate, validateAllocation } from './allocation.ts';
import { serviceColumns } from './columns.ts';
import { defaultService } from './defaults.ts';
import type { Service } from './types.ts';
import { serviceWarnings, validateClusterIps, validateClusterIpsUpdate, validateService, validateServiceUpdate } from './validation.ts';

export const service: KindDescriptor<Service> = {
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  schema: 'io.k8s.api.core.v1.Service',
  unrecorded: [['f:status'], ...['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'].map((field) => ['f:spec', `f:${field}`])],
  applyDefaults: defaultService,
  prepareForCreate: prepareServiceForCreate,
  prepareForUpdate: prepareServiceForUpdate,
  // Nobody asked for the field there, but it is stored (upstream: defaultOnReadInternalTrafficPolicy).
  asRead: ({ spec: { internalTrafficPolicy, ...spec }, ...service }) => ({
    ...service,
    spec: { ...spec, ...(spec.type !== 'ExternalName' && internalTrafficPolicy !== undefined && { internalTrafficPolicy }) },
  }),
  generation: false,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  updateErrorsFirst: true,
  warnings: serviceWarnings,
  validateAgainst: (object, old, context) => {
    // Each of these is looked at only where the ones before it found nothing.
    const own = validateClusterIps(object.spec);
    if (own.length > 0) return own;
    const changed = old ? validateClusterIpsUpdate(object, old) : [];
    return changed.length > 0 ? changed : validateAllocation(object, old, context);
  },
  companions: addressesOf,
  validateName: nameIsDns1035Label,
  selectableFields: ({ spec }) => ({ 'spec.clusterIP': spec.clusterIP ?? '', 'spec.type': spec.type ?? '' }),
  columns: serviceColumns,
};
