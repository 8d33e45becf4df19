/** Upstream: pkg/apis/core/validation/validation.go ValidateLimitRange. */
import { duplicate, forbidden, index, invalid, keyed, required, type FieldError } from '../../meta/field-error.ts';
import { isQualifiedName } from '../../meta/names.ts';
import { compareQuantities, milliValue, quantity, type Quantity } from '../../meta/quantity.ts';
import { each } from '../checks.ts';
import { isOvercommitAllowed, validateContainerResourceName, validateResourceName } from '../resource-names.ts';
import type { LimitRange, LimitRangeItem } from './types.ts';

const types = ['Pod', 'Container', 'PersistentVolumeClaim'];

function validateType(path: string, type: string): FieldError[] {
  const errors = each(path, type, isQualifiedName(type));
  return errors.length > 0 || type.includes('/') || types.includes(type) ? errors : [invalid(path, type, 'must be a standard limit type or fully qualified')];
}

/** `%f` of Go. */
const fixed = (value: number): string => (Number.isFinite(value) ? value.toFixed(6) : Number.isNaN(value) ? 'NaN' : '+Inf');

interface Bounds {
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly default?: string | undefined;
  readonly defaultRequest?: string | undefined;
  readonly ratio?: string | undefined;
}

const one: Quantity = quantity('1');
const isMore = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && compareQuantities(quantity(a), quantity(b)) > 0;

function validateRatio(path: string, { min, max, ratio }: Bounds): FieldError[] {
  if (ratio === undefined) return [];
  const errors = compareQuantities(quantity(ratio), one) < 0 ? [invalid(path, ratio, `ratio ${ratio} is less than 1`)] : [];
  if (min === undefined || max === undefined) return errors;
  const widest = milliValue(quantity(max)) / milliValue(quantity(min));
  return milliValue(quantity(ratio)) / 1000 > widest ? [...errors, invalid(path, ratio, `ratio ${ratio} is greater than max/min = ${fixed(widest)}`)] : errors;
}

/** How the bounds of one resource stand to each other. */
function validateBounds(path: string, name: string, of: Bounds): FieldError[] {
  const at = (list: string): string => keyed(`${path}.${list}`, name);
  const { min, max, default: limit, defaultRequest: request } = of;
  const differ = limit !== undefined && request !== undefined && compareQuantities(quantity(limit), quantity(request)) !== 0;
  return [
    ...(isMore(min, max) ? [invalid(at('min'), min, `min value ${min} is greater than max value ${max}`)] : []),
    ...(isMore(min, request) ? [invalid(at('defaultRequest'), request, `min value ${min} is greater than default request value ${request}`)] : []),
    ...(isMore(request, max) ? [invalid(at('defaultRequest'), request, `default request value ${request} is greater than max value ${max}`)] : []),
    ...(isMore(request, limit) ? [invalid(at('defaultRequest'), request, `default request value ${request} is greater than default limit value ${limit}`)] : []),
    ...(isMore(min, limit) ? [invalid(at('default'), min, `min value ${min} is greater than default value ${limit}`)] : []),
    ...(isMore(limit, max) ? [invalid(at('default'), max, `default value ${limit} is greater than max value ${max}`)] : []),
    ...validateRatio(at('maxLimitRequestRatio'), of),
    ...(differ && !isOvercommitAllowed(name) ? [invalid(at('defaultRequest'), request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`)] : []),
  ];
}

function validateItem(path: string, item: LimitRangeItem): FieldError[] {
  const { type, max = {}, min = {}, maxLimitRequestRatio: ratios = {} } = item;
  const isPod = type === 'Pod';
  const [limits, requests] = isPod ? [{}, {}] : [item.default ?? {}, item.defaultRequest ?? {}];
  const validateName = isPod || type === 'Container' ? validateContainerResourceName : validateResourceName;
  const namesIn = (list: string, of: object): FieldError[] => Object.keys(of).flatMap((name) => validateName(keyed(`${path}.${list}`, name), name));
  const given = (list: object | undefined): boolean => Object.keys(list ?? {}).length > 0;
  const names = new Set([max, min, limits, requests, ratios].flatMap((list) => Object.keys(list)));
  return [
    ...namesIn('max', max),
    ...namesIn('min', min),
    ...(isPod && given(item.default) ? [forbidden(`${path}.default`, "may not be specified when `type` is 'Pod'")] : []),
    ...(isPod && given(item.defaultRequest) ? [forbidden(`${path}.defaultRequest`, "may not be specified when `type` is 'Pod'")] : []),
    ...namesIn('default', limits),
    ...namesIn('defaultRequest', requests),
    ...(type === 'PersistentVolumeClaim' && min['storage'] === undefined && max['storage'] === undefined
      ? [required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided')]
      : []),
    ...namesIn('maxLimitRequestRatio', ratios),
    ...[...names].flatMap((name) => validateBounds(path, name, { min: min[name], max: max[name], default: limits[name], defaultRequest: requests[name], ratio: ratios[name] })),
  ];
}

export function validateLimitRange({ spec }: LimitRange): readonly FieldError[] {
  const limits = spec.limits ?? [];
  return limits.flatMap((item, i) => {
    const path = index('spec.limits', i);
    const repeated = limits.findIndex(({ type }) => type === item.type) < i;
    return [...validateType(`${path}.type`, item.type), ...(repeated ? [duplicate(`${path}.type`, item.type)] : []), ...validateItem(path, item)];
  });
}
