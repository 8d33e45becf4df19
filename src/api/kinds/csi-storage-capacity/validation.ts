/** Upstream: pkg/apis/storage/validation/validation.go. */
import { invalid } from '../../meta/field-error.ts';
import { FIELD_IMMUTABLE, semanticallyEqual } from '../../meta/object-meta.ts';
import { validateLabelSelector } from '../../meta/selector.ts';
import { dnsSubdomain, nonnegativeQuantity } from '../checks.ts';
import type { Checks } from '../late-checks.ts';
import type { CSIStorageCapacity } from './descriptor.ts';

export const csiStorageCapacityChecks: Checks<CSIStorageCapacity> = {
  validate: ({ nodeTopology, storageClassName, capacity }, old) =>
    old
      ? []
      : [
          ...validateLabelSelector(nodeTopology, 'nodeTopology'),
          ...dnsSubdomain('storageClassName', storageClassName),
          ...(capacity === undefined ? [] : nonnegativeQuantity('capacity', capacity)),
        ],
  validateUpdate: (object, old) =>
    (['nodeTopology', 'storageClassName'] as const).flatMap((name) => (semanticallyEqual(object[name], old[name]) ? [] : [invalid(name, object[name], FIELD_IMMUTABLE)])),
};
