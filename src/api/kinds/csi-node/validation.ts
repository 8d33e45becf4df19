/** Upstream: pkg/apis/storage/validation/validation.go. */
import { duplicate, index, invalid, required, type FieldError } from '../../meta/field-error.ts';
import { FIELD_IMMUTABLE, semanticallyEqual, validateNonnegative } from '../../meta/object-meta.ts';
import { isLongerThan, qualifiedName } from '../checks.ts';
import type { Checks } from '../late-checks.ts';
import { goValue } from '../shapes/go-value.ts';
import { validateDriverName } from '../volume-plugins.ts';
import type { CSINode, CSINodeDriver } from './descriptor.ts';

const LONGEST_ID = 256;

function checkDriver(path: string, { name, nodeID, topologyKeys, allocatable }: CSINodeDriver, before: readonly CSINodeDriver[]): readonly FieldError[] {
  const keys = topologyKeys ?? [];
  return [
    ...validateDriverName(`${path}.name`, name),
    ...(nodeID === '' ? [required(`${path}.nodeID`)] : []),
    ...(isLongerThan(nodeID, LONGEST_ID) ? [invalid(`${path}.nodeID`, nodeID, `must be ${LONGEST_ID} characters or less`)] : []),
    ...validateNonnegative(allocatable?.count, `${path}.allocatable.count`),
    ...(before.some((other) => other.name === name) ? [duplicate(`${path}.name`, name)] : []),
    ...keys.flatMap((key, i) => [...(key === '' ? [required(path)] : []), ...(keys.indexOf(key) < i ? [duplicate(path, key)] : []), ...qualifiedName(path, key)]),
  ];
}

export const csiNodeChecks: Checks<CSINode> = {
  validate: ({ spec }) => (spec.drivers ?? []).flatMap((driver, i, all) => checkDriver(index('spec.drivers', i), driver, all.slice(0, i))),
  validateUpdate: ({ spec }, old) =>
    (old.spec.drivers ?? []).flatMap((before) =>
      (spec.drivers ?? []).flatMap((driver) =>
        driver.name !== before.name || semanticallyEqual(driver, before) ? [] : [invalid('spec.drivers', goValue('storage.v1.CSINodeDriver', driver), FIELD_IMMUTABLE)],
      ),
    ),
};
