/** Upstream: pkg/apis/node/validation/validation.go. */
import type { KindDescriptor } from '../../descriptor.ts';
import type { FieldError } from '../../meta/field-error.ts';
import { validateImmutable, validateLabels } from '../../meta/object-meta.ts';
import { dnsLabel, nonnegativeQuantity } from '../checks.ts';
import { validateTolerations } from '../pod/affinity-validation.ts';
import { ageColumn } from '../printing.ts';
import { validateContainerResourceName } from '../resource-names.ts';
import { canonical } from '../shapes/shape.ts';
import type { RuntimeClass } from './types.ts';

const validateRuntimeClass = ({ handler, overhead, scheduling }: RuntimeClass): readonly FieldError[] => [
  ...dnsLabel('handler', handler),
  ...Object.entries(overhead?.podFixed ?? {}).flatMap(([name, amount]) => {
    const path = `overhead.limits[${name}]`;
    return [...validateContainerResourceName(path, name), ...nonnegativeQuantity(path, amount)];
  }),
  ...validateLabels(scheduling?.nodeSelector, 'scheduling.nodeSelector'),
  ...validateTolerations('scheduling.tolerations.tolerations', scheduling?.tolerations),
];

export const runtimeClass: KindDescriptor<RuntimeClass> = {
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  shortNames: [],
  namespaced: false,
  hasStatus: false,
  schema: 'io.k8s.api.node.v1.RuntimeClass',
  applyDefaults: (object) => canonical('node.v1.RuntimeClass', object),
  generation: false,
  validate: validateRuntimeClass,
  validateUpdate: (object, old) => validateImmutable(object.handler, old.handler, 'handler'),
  columns: [{ name: 'Handler', priority: 0, cell: ({ handler }) => handler }, ageColumn],
};
