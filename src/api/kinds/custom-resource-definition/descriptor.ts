import type { KindDescriptor } from '../../descriptor.ts';
import { createdAtColumn } from '../printing.ts';
import { keepOther } from '../strategy.ts';
import { defaultCustomResourceDefinition } from './defaults.ts';
import { heldByObjects, markTerminating } from './deletion.ts';
import type { CustomResourceDefinition } from './types.ts';
import { definitionWarnings, validateDefinition, validateDefinitionUpdate } from './validation.ts';

/** The stored version is among those that objects may be stored in. Upstream: apiextensions-apiserver pkg/registry/customresourcedefinition/strategy.go. */
function withStoredVersion(definition: CustomResourceDefinition): CustomResourceDefinition {
  const stored = (definition.spec.versions ?? []).find(({ storage }) => storage)?.name;
  const known = definition.status.storedVersions ?? [];
  return stored === undefined || known.includes(stored) ? definition : { ...definition, status: { ...definition.status, storedVersions: [...known, stored] } };
}

export const customResourceDefinition: KindDescriptor<CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  hasStatus: true,
  schema: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  applyDefaults: defaultCustomResourceDefinition,
  prepareForCreate: (object) => withStoredVersion({ ...object, status: { conditions: [], acceptedNames: { plural: '', kind: '' }, storedVersions: [] } }),
  prepareForUpdate: (object, old, subresource) => withStoredVersion(keepOther(object, old, subresource)),
  validate: validateDefinition,
  plainFinalizers: true,
  validateUpdate: validateDefinitionUpdate,
  warnings: definitionWarnings,
  statusWriter: 'kube-apiserver',
  heldBy: heldByObjects,
  markDeleted: markTerminating,
  columns: [createdAtColumn],
};
