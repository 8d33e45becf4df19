/** VolumeAttributesClass: read by drivers, none of which run here (upstream: api storage/v1/types.go, pkg/apis/storage/validation/validation.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import { forbidden, required } from '../../meta/field-error.ts';
import { semanticallyEqual } from '../../meta/object-meta.ts';
import type { KubeObject } from '../../meta/types.ts';
import { qualifiedName } from '../checks.ts';
import { ageColumn } from '../printing.ts';
import { canonical } from '../shapes/shape.ts';

interface VolumeAttributesClass extends KubeObject {
  readonly driverName: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

export const volumeAttributesClass: KindDescriptor<VolumeAttributesClass> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  singular: 'volumeattributesclass',
  shortNames: ['vac'],
  namespaced: false,
  hasStatus: false,
  schema: 'io.k8s.api.storage.v1.VolumeAttributesClass',
  applyDefaults: (object) => canonical('storage.v1.VolumeAttributesClass', object),
  generation: false,
  validate: ({ driverName, parameters = {} }) => [
    ...(driverName ? qualifiedName('driverName', driverName.toLowerCase()) : [required('driverName')]),
    ...(Object.keys(parameters).length === 0 ? [required('parameters', 'must contain at least one key/value pair')] : []),
  ],
  validateUpdate: (object, old) =>
    (['driverName', 'parameters'] as const).flatMap((name) => (semanticallyEqual(object[name], old[name]) ? [] : [forbidden(name, `updates to ${name} are forbidden.`)])),
  updateErrorsFirst: true,
  columns: [{ name: 'DriverName', priority: 0, cell: ({ driverName }) => driverName }, ageColumn],
};
