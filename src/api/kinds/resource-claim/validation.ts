/** Upstream: pkg/apis/resource/validation/validation.go. */
import { byteLength } from '../../../base/go-format.ts';
import { duplicate, forbidden, index, invalid, notSupported, required, tooLong, tooMany, type FieldError } from '../../meta/field-error.ts';
import { FIELD_IMMUTABLE, semanticallyEqual, validateAnnotations, validateLabels } from '../../meta/object-meta.ts';
import { isCIdentifier, isDns1123Label, isDns1123Subdomain, isValidLabelValue } from '../../meta/names.ts';
import { dnsLabel, dnsSubdomain, each, isLongerThan, labelName } from '../checks.ts';
import type { Checks } from '../late-checks.ts';
import { goValue } from '../shapes/go-value.ts';
import { validateDriverName } from '../volume-plugins.ts';
import { deviceExpressionProblem } from './expression.ts';
import { claimStrategy, claimTemplateStrategy } from './strategy.ts';
import type {
  ConsumerReference,
  DeviceAmount,
  DeviceClaim,
  DeviceConfiguration,
  DeviceRequest,
  DeviceSelector,
  DeviceToleration,
  ResourceClaim,
  ResourceClaimSpec,
  ResourceClaimTemplate,
} from './types.ts';

const MOST = 32;
const MOST_ALTERNATIVES = 8;
const MOST_CONSUMERS = 256;
const LONGEST_EXPRESSION = 10 * 1024;
const LONGEST_PARAMETERS = 10 * 1024;
const LONGEST_ID = 32;
const EFFECTS = ['NoExecute', 'NoSchedule'];

/** Each item, then whether there are too many, then whether two are the same. */
export function checkSet<T>(
  path: string,
  items: readonly T[],
  most: number,
  check: (item: T, path: string) => readonly FieldError[],
  keyOf?: (item: T) => string,
  field = '',
): FieldError[] {
  const errors = items.flatMap((item, i) => [...check(item, index(path, i))]);
  if (most >= 0 && items.length > most) errors.push(tooMany(path, items.length, most));
  if (keyOf) {
    const keys = items.map(keyOf);
    keys.forEach((key, i) => {
      if (keys.indexOf(key) < i) errors.push(duplicate(`${index(path, i)}${field && `.${field}`}`, key));
    });
  }
  return errors;
}

function checkSelector({ cel }: DeviceSelector, path: string): FieldError[] {
  if (!cel) return [required(`${path}.cel`)];
  const at = `${path}.cel.expression`;
  if (byteLength(cel.expression) > LONGEST_EXPRESSION) return [tooLong(at, LONGEST_EXPRESSION)];
  const problem = deviceExpressionProblem(cel.expression);
  return problem === undefined ? [] : [invalid(at, cel.expression, problem)];
}

export const checkSelectors = (path: string, selectors: readonly DeviceSelector[] = []): FieldError[] => checkSet(path, selectors, MOST, checkSelector);

const labelValue = (path: string, value: string): FieldError[] => each(path, value, isValidLabelValue(value));

function checkToleration({ key = '', operator = '', value = '', effect = '' }: DeviceToleration, path: string): FieldError[] {
  return [
    ...(key === '' ? [] : labelName(`${path}.key`, key)),
    ...(operator === 'Exists'
      ? value === ''
        ? []
        : [invalid(`${path}.value`, value, 'must be empty for operator `Exists`')]
      : operator === 'Equal'
        ? labelValue(`${path}.value`, value)
        : operator === ''
          ? [required(`${path}.operator`)]
          : [notSupported(`${path}.operator`, operator, ['Equal', 'Exists'])]),
    ...(effect === '' || EFFECTS.includes(effect) ? [] : [notSupported(`${path}.effect`, effect, EFFECTS)]),
  ];
}

function checkMode(path: string, { allocationMode = '', count = 0 }: DeviceAmount): FieldError[] {
  if (allocationMode === 'All') return count === 0 ? [] : [invalid(`${path}.count`, count, "must not be specified when allocationMode is 'All'")];
  if (allocationMode === 'ExactCount') return count > 0 ? [] : [invalid(`${path}.count`, count, 'must be greater than zero')];
  return [notSupported(`${path}.allocationMode`, allocationMode, ['All', 'ExactCount'])];
}

const checkAmount = (amount: DeviceAmount, path: string): FieldError[] => [
  ...(amount.deviceClassName ? dnsSubdomain(`${path}.deviceClassName`, amount.deviceClassName) : [required(`${path}.deviceClassName`)]),
  ...checkSelectors(`${path}.selectors`, amount.selectors),
  ...checkMode(path, amount),
  ...(amount.tolerations ?? []).flatMap((toleration, i) => checkToleration(toleration, index(`${path}.tolerations`, i))),
];

function checkRequest({ name, exactly, firstAvailable = [] }: DeviceRequest, path: string): FieldError[] {
  const kinds = (firstAvailable.length > 0 ? 1 : 0) + (exactly ? 1 : 0);
  return [
    ...dnsLabel(`${path}.name`, name),
    ...checkSet(
      `${path}.firstAvailable`,
      firstAvailable,
      MOST_ALTERNATIVES,
      (one, at) => [...dnsLabel(`${at}.name`, one.name), ...checkAmount(one, at)],
      (one) => one.name,
      'name',
    ),
    ...(exactly ? checkAmount(exactly, `${path}.exactly`) : []),
    ...(kinds === 0 ? [required(path, 'exactly one of `exactly` or `firstAvailable` is required')] : []),
    ...(kinds === 2 ? [invalid(path, null, 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set')] : []),
  ];
}

const REFERENCE = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

function checkReference(path: string, name: string, requests: readonly DeviceRequest[]): FieldError[] {
  const [first = '', second, ...more] = name.split('/');
  if (more.length > 0) return [invalid(path, name, REFERENCE)];
  const found = requests.findLast((request) => request.name === first);
  const known = found && (second === undefined || (found.firstAvailable ?? []).some((one) => one.name === second));
  return [...[first, ...(second === undefined ? [] : [second])].flatMap((word) => each(path, word, isDns1123Label(word))), ...(known ? [] : [invalid(path, name, REFERENCE)])];
}

const checkReferences = (path: string, names: readonly string[] = [], requests: readonly DeviceRequest[]): FieldError[] =>
  checkSet(
    path,
    names,
    MOST,
    (name, at) => checkReference(at, name, requests),
    (name) => name,
  );

const identifier = (path: string, id: string): FieldError[] => [...(isLongerThan(id, LONGEST_ID) ? [tooLong(path, LONGEST_ID)] : []), ...each(path, id, isCIdentifier(id))];

/** `size`, `example.com/size`. */
export function checkQualifiedName(path: string, name: string): FieldError[] {
  if (name === '') return [required(path, 'name required')];
  const parts = name.split('/');
  if (parts.length === 1) return identifier(path, name);
  if (parts.length > 2) return [];
  const [domain = '', id = ''] = parts;
  return [
    ...(domain === '' ? [required(path, 'the domain must not be empty')] : validateDriverName(path, domain)),
    ...(id === '' ? [required(path, 'the name must not be empty')] : identifier(path, id)),
  ];
}

const checkFullName = (path: string, name: string): FieldError[] => [
  ...checkQualifiedName(path, name),
  ...(name !== '' && !name.includes('/') ? [invalid(path, name, 'must include a domain')] : []),
];

function checkParameters(path: string, parameters: unknown): FieldError[] {
  if (parameters === undefined || parameters === null) return [required(path)];
  if (byteLength(JSON.stringify(parameters)) > LONGEST_PARAMETERS) return [tooLong(path, LONGEST_PARAMETERS)];
  return typeof parameters === 'object' && !Array.isArray(parameters) ? [] : [invalid(path, '<value omitted>', 'must be a valid JSON object')];
}

export const checkConfiguration = ({ opaque }: DeviceConfiguration, path: string): FieldError[] =>
  opaque ? [...validateDriverName(`${path}.opaque.driver`, opaque.driver), ...checkParameters(`${path}.opaque.parameters`, opaque.parameters)] : [required(`${path}.opaque`)];

function checkDevices(path: string, { requests, constraints = [], config = [] }: DeviceClaim): FieldError[] {
  const known = requests ?? [];
  return [
    ...checkSet(`${path}.requests`, known, MOST, checkRequest, ({ name }) => name, 'name'),
    ...checkSet(`${path}.constraints`, constraints, MOST, ({ requests: names, matchAttribute }, at) => [
      ...checkReferences(`${at}.requests`, names, known),
      ...(matchAttribute === undefined ? [required(`${at}.matchAttribute`)] : checkFullName(`${at}.matchAttribute`, matchAttribute)),
    ]),
    ...checkSet(`${path}.config`, config, MOST, (one, at) => [...checkReferences(`${at}.requests`, one.requests, known), ...checkConfiguration(one, at)]),
  ];
}

const checkSpec = (path: string, { devices }: ResourceClaimSpec): FieldError[] => checkDevices(`${path}.devices`, devices);

const checkConsumer = ({ resource, name, uid }: ConsumerReference, path: string): FieldError[] =>
  Object.entries({ resource, name, uid }).flatMap(([field, value]) => (value ? [] : [required(`${path}.${field}`)]));

function checkStatus({ status }: ResourceClaim, old: ResourceClaim): FieldError[] {
  const { reservedFor = [], allocation } = status;
  const errors = checkSet('status.reservedFor', reservedFor, MOST_CONSUMERS, checkConsumer, ({ uid }) => uid, 'uid');
  if (reservedFor.length > 0 && !allocation) errors.push(forbidden('status.reservedFor', 'may not be specified when `allocated` is not set'));
  if (old.status.allocation && allocation && !semanticallyEqual(allocation, old.status.allocation)) {
    errors.push(invalid('status.allocation', goValue('resource.v1.AllocationResult', allocation), FIELD_IMMUTABLE));
  }
  return errors;
}

export const resourceClaimChecks: Checks<ResourceClaim> = {
  ...claimStrategy,
  validate: ({ spec }) => checkSpec('spec', spec),
  validateUpdate: (claim, old, subresource) => {
    if (subresource === 'status') return checkStatus(claim, old);
    return semanticallyEqual(claim.spec, old.spec) ? [] : [invalid('spec', goValue('resource.v1.ResourceClaimSpec', claim.spec), FIELD_IMMUTABLE)];
  },
};

export const resourceClaimTemplateChecks: Checks<ResourceClaimTemplate> = {
  ...claimTemplateStrategy,
  validate: ({ spec: { metadata, spec } }) => [
    ...validateAnnotations(metadata?.annotations, 'spec.metadata.annotations'),
    ...validateLabels(metadata?.labels, 'spec.metadata.labels'),
    ...checkSpec('spec.spec', spec),
  ],
  validateUpdate: ({ spec }, old) => (semanticallyEqual(spec, old.spec) ? [] : [invalid('spec', goValue('resource.v1.ResourceClaimTemplateSpec', spec), FIELD_IMMUTABLE)]),
};

/** A pool's name: parts of a path. */
export function checkPoolName(path: string, name: string): FieldError[] {
  if (name === '') return [required(path)];
  return [...(isLongerThan(name, 253) ? [tooLong(path, 253)] : []), ...name.split('/').flatMap((part) => each(path, part, isDns1123Subdomain(part)))];
}
