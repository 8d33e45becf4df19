import type { KindDescriptor } from '../../descriptor.ts';
import { nameIsDnsLabel } from '../../meta/names.ts';
import { namespaceColumns } from './columns.ts';
import { defaultNamespace } from './defaults.ts';
import type { Namespace } from './types.ts';
import { validateNamespace, validateNamespaceUpdate } from './validation.ts';

const kubernetesFinalizer = 'kubernetes';

/** Upstream: pkg/registry/core/namespace/strategy.go. */
export const namespace: KindDescriptor<Namespace> = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  hasStatus: true,
  schema: 'io.k8s.api.core.v1.Namespace',
  unrecorded: [['f:status']],
  applyDefaults: defaultNamespace,
  prepareForCreate: (object) => {
    const finalizers = object.spec.finalizers ?? [];
    const held = finalizers.includes(kubernetesFinalizer) ? finalizers : [...finalizers, kubernetesFinalizer];
    return { ...object, spec: { ...object.spec, finalizers: held }, status: { phase: 'Active' } };
  },
  prepareForUpdate: (object, old, subresource) => (subresource === 'status' ? { ...object, spec: old.spec } : { ...object, spec: old.spec, status: old.status }),
  prepareForFinalize: (object, old) => ({ ...object, status: old.status }),
  generation: false,
  validate: validateNamespace,
  validateUpdate: validateNamespaceUpdate,
  validateName: nameIsDnsLabel,
  markDeleted: (object) => ({ ...object, status: { ...object.status, phase: 'Terminating' } }),
  heldBy: ({ spec }) => spec.finalizers ?? [],
  selectableFields: ({ status }) => ({ 'status.phase': status.phase ?? '' }),
  columns: namespaceColumns,
};
