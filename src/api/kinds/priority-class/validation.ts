/** Upstream: pkg/apis/scheduling/validation/validation.go. */
import { forbidden, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { validateImmutable } from '../../meta/object-meta.ts';
import type { PriorityClass } from './types.ts';

/** What users may go up to, and the two classes above. */
export const highestUserPriority = 1_000_000_000;
export const systemPriorities: ReadonlyMap<string, number> = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
]);
const systemPrefix = 'system-';

function validateSystemClass({ metadata: { name }, value, globalDefault = false }: PriorityClass): string | undefined {
  const priority = systemPriorities.get(name);
  if (priority === undefined) return `${name} is not a known system priority class`;
  if (priority !== value) return `value of ${name} PriorityClass must be ${priority}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function validateValue(priorityClass: PriorityClass): FieldError[] {
  const {
    metadata: { name = '' },
    value,
  } = priorityClass;
  if (!name.startsWith(systemPrefix)) return value > highestUserPriority ? [forbidden('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`)] : [];
  const error = validateSystemClass(priorityClass);
  return error === undefined ? [] : [forbidden('metadata.name', `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${error}`)];
}

function validatePolicy(policy: string): FieldError[] {
  if (policy === '') return [required('preemptionPolicy')];
  const supported = ['PreemptLowerPriority', 'Never'];
  return supported.includes(policy) ? [] : [notSupported('preemptionPolicy', policy, supported)];
}

/** Of an existing one only what may not change is checked. */
export const validatePriorityClass = (object: PriorityClass, old?: PriorityClass): readonly FieldError[] =>
  old ? [] : [...validateValue(object), ...validatePolicy(object.preemptionPolicy)];

export const validatePriorityClassUpdate = (object: PriorityClass, old: PriorityClass): readonly FieldError[] => [
  ...(object.value === old.value ? [] : [forbidden('value', 'may not be changed in an update.')]),
  ...validateImmutable(object.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy'),
];
