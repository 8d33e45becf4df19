/** Upstream: pkg/apis/batch/validation/validation.go validatePodFailurePolicy, validateSuccessPolicy. */
import { quote } from '../../../base/go-format.ts';
import { duplicate, index, invalid, notSupported, required, tooLong, tooMany, type FieldError } from '../../meta/field-error.ts';
import { validateNonnegative } from '../../meta/object-meta.ts';
import { isLongerThan, qualifiedName } from '../checks.ts';
import { countIndexes } from './indexes.ts';
import type { JobSpec, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyOnPodConditionsPattern, PodFailurePolicyRule, SuccessPolicyRule } from './types.ts';

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const statuses = ['False', 'True', 'Unknown'];
const most = { rules: 20, exitCodes: 255, conditions: 20, successRules: 20, indexText: 64 * 1024 };

/** An error without a value: the text says all there is. */
const wrong = (field: string, detail: string): FieldError => ({ type: 'Invalid', field, detail });

function oneOf(path: string, value: string, supported: readonly string[]): FieldError[] {
  if (!value) return [required(path, `valid values: [${supported.map(quote).join(' ')}]`)];
  return supported.includes(value) ? [] : [notSupported(path, value, supported)];
}

function validateExitCodes(path: string, { operator, containerName, values: given }: PodFailurePolicyOnExitCodesRequirement, containers: ReadonlySet<string>): FieldError[] {
  const values = given ?? [];
  const errors = oneOf(`${path}.operator`, operator, operators);
  if (containerName !== undefined && !containers.has(containerName)) {
    errors.push(invalid(`${path}.containerName`, containerName, 'must be one of the container or initContainer names in the pod template'));
  }
  if (values.length === 0) errors.push(invalid(`${path}.values`, given, 'at least one value is required'));
  else if (values.length > most.exitCodes) errors.push(tooMany(`${path}.values`, values.length, most.exitCodes));
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0) errors.push(invalid(index(`${path}.values`, i), value, 'must not be 0 for the In operator'));
    if (values.indexOf(value) < i) errors.push(duplicate(index(`${path}.values`, i), value));
  });
  if (values.some((value, i) => i > 0 && values[i - 1]! > value)) errors.push(invalid(`${path}.values`, values, 'must be ordered'));
  return errors;
}

const validateConditions = (path: string, patterns: readonly PodFailurePolicyOnPodConditionsPattern[]): FieldError[] => [
  ...(patterns.length > most.conditions ? [tooMany(path, patterns.length, most.conditions)] : []),
  ...patterns.flatMap((pattern, i) => [...qualifiedName(`${index(path, i)}.type`, pattern.type), ...oneOf(`${index(path, i)}.status`, pattern.status, statuses)]),
];

function validateFailureRule(path: string, rule: PodFailurePolicyRule, spec: JobSpec, containers: ReadonlySet<string>): FieldError[] {
  const conditions = rule.onPodConditions ?? [];
  const needsIndexes = rule.action === 'FailIndex' && spec.backoffLimitPerIndex === undefined;
  return [
    ...(needsIndexes ? [invalid(`${path}.action`, rule.action, 'requires the backoffLimitPerIndex to be set')] : oneOf(`${path}.action`, rule.action, actions)),
    ...(rule.onExitCodes ? validateExitCodes(`${path}.onExitCodes`, rule.onExitCodes, containers) : []),
    ...validateConditions(`${path}.onPodConditions`, conditions),
    ...(rule.onExitCodes && conditions.length > 0 ? [wrong(path, 'specifying both OnExitCodes and OnPodConditions is not supported')] : []),
    ...(!rule.onExitCodes && conditions.length === 0 ? [wrong(path, 'specifying one of OnExitCodes and OnPodConditions is required')] : []),
  ];
}

export function validateFailurePolicy(path: string, spec: JobSpec): FieldError[] {
  const rules = spec.podFailurePolicy?.rules ?? [];
  const { containers, initContainers } = spec.template.spec;
  const names = new Set([...(containers ?? []), ...(initContainers ?? [])].map(({ name }) => name));
  return [...(rules.length > most.rules ? [tooMany(path, rules.length, most.rules)] : []), ...rules.flatMap((rule, i) => validateFailureRule(index(path, i), rule, spec, names))];
}

function validateSuccessRule(path: string, { succeededCount, succeededIndexes }: SuccessPolicyRule, completions: number): FieldError[] {
  const errors: FieldError[] = [];
  if (succeededCount === undefined && succeededIndexes === undefined) errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  let listed = 0;
  if (succeededIndexes !== undefined) {
    if (isLongerThan(succeededIndexes, most.indexText)) errors.push(tooLong(`${path}.succeededIndexes`, most.indexText));
    const count = countIndexes(succeededIndexes, completions);
    if (count.ok) listed = count.value;
    else errors.push(invalid(`${path}.succeededIndexes`, succeededIndexes, `error parsing succeededIndexes: ${count.error}`));
  }
  if (succeededCount !== undefined) {
    const at = `${path}.succeededCount`;
    errors.push(...validateNonnegative(succeededCount, at));
    if (succeededCount > completions) errors.push(invalid(at, succeededCount, `must be less than or equal to ${completions} (the number of specified completions)`));
    if (succeededIndexes !== undefined && succeededCount > listed) {
      errors.push(invalid(at, succeededCount, `must be less than or equal to ${listed} (the number of indexes in the specified succeededIndexes field)`));
    }
  }
  return errors;
}

export function validateSuccessPolicy(path: string, { successPolicy, completions = 0 }: JobSpec): FieldError[] {
  const rules = successPolicy?.rules ?? [];
  return [
    ...(rules.length === 0 ? [required(path, 'at least one rules must be specified when the successPolicy is specified')] : []),
    ...(rules.length > most.successRules ? [tooMany(path, rules.length, most.successRules)] : []),
    ...rules.flatMap((rule, i) => validateSuccessRule(index(path, i), rule, completions)),
  ];
}
