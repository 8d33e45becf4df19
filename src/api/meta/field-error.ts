/** Validation errors (upstream: apimachinery `util/validation/field/errors.go`). */
import { formatNumber, marshalJson, quote } from '../../base/go-format.ts';

export type FieldErrorType = 'Required' | 'Invalid' | 'NotSupported' | 'Forbidden' | 'Duplicate' | 'TooLong' | 'TooMany' | 'NotFound' | 'Internal' | 'TypeInvalid';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.template.spec.containers[0].name` */
  readonly field: string;
  /** What stood there; `undefined` is not printed (Required, Forbidden). */
  readonly value?: unknown;
  readonly detail: string;
}

/** `spec` and `replicas` → `spec.replicas`; an empty parent is left out. */
export const child = (parent: string, ...names: readonly string[]): string => (parent === '' ? names.join('.') : [parent, ...names].join('.'));
/** `spec.containers` and 0 → `spec.containers[0]` */
export const index = (parent: string, at: number): string => `${parent}[${at}]`;
/** `data` and `a.b` → `data[a.b]` */
export const keyed = (parent: string, key: string): string => `${parent}[${key}]`;

export const required = (field: string, detail = ''): FieldError => ({ type: 'Required', field, detail });
/** A value that is absent prints as `null`, as Go's nil does. Objects print their keys in the order they have. */
export const invalid = (field: string, value: unknown, detail: string): FieldError => ({ type: 'Invalid', field, value: value ?? null, detail });
export const typeInvalid = (field: string, value: unknown, detail: string): FieldError => ({ type: 'TypeInvalid', field, value: value ?? null, detail });
/** `supported` is printed in the order given; where upstream has a set, sort it. */
export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  type: 'NotSupported',
  field,
  value: value ?? null,
  detail: supported.length === 0 ? '' : `supported values: ${supported.map(quote).join(', ')}`,
});
export const forbidden = (field: string, detail: string): FieldError => ({ type: 'Forbidden', field, detail });
export const duplicate = (field: string, value: unknown): FieldError => ({ type: 'Duplicate', field, value: value ?? null, detail: '' });
export const notFound = (field: string, value: unknown): FieldError => ({ type: 'NotFound', field, value: value ?? null, detail: '' });
export const internalError = (field: string, detail: string): FieldError => ({ type: 'Internal', field, detail });
/** `maxLength` in bytes; a negative one is not named. */
export const tooLong = (field: string, maxLength: number): FieldError => ({
  type: 'TooLong',
  field,
  detail: maxLength < 0 ? 'value is too long' : `may not be more than ${maxLength} ${maxLength === 1 ? 'byte' : 'bytes'}`,
});
export const tooMany = (field: string, actual: number | undefined, max: number): FieldError => ({
  type: 'TooMany',
  field,
  value: actual,
  detail: max < 0 ? 'has too many items' : `must have at most ${max} ${max === 1 ? 'item' : 'items'}`,
});

const TYPE_TEXT: Readonly<Record<FieldErrorType, string>> = {
  NotFound: 'Not found',
  Required: 'Required value',
  Duplicate: 'Duplicate value',
  Invalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  Forbidden: 'Forbidden',
  TooLong: 'Too long',
  TooMany: 'Too many',
  Internal: 'Internal error',
  TypeInvalid: 'Invalid value',
};
const WITHOUT_VALUE: ReadonlySet<FieldErrorType> = new Set(['Required', 'Forbidden', 'TooLong', 'Internal']);

const printValue = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return formatNumber(value);
    case 'boolean':
      return String(value);
    default:
      return marshalJson(value);
  }
};

/** `Invalid value: -1: must be greater than or equal to 0`: the error without its field, as a Status cause has it. */
export function fieldErrorBody(error: FieldError): string {
  const text = TYPE_TEXT[error.type];
  const withValue = WITHOUT_VALUE.has(error.type) || error.value === undefined ? text : `${text}: ${printValue(error.value)}`;
  return error.detail === '' ? withValue : `${withValue}: ${error.detail}`;
}

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0` */
export const formatFieldError = (error: FieldError): string => `${error.field}: ${fieldErrorBody(error)}`;

/** What a Status cause calls the type: `FieldValueInvalid`. */
export const causeReason = (type: FieldErrorType): string => (type === 'Internal' ? 'InternalError' : `FieldValue${type}`);

/** Several messages as Go's aggregate prints them: each once, in brackets where there are two or more. */
export function aggregate(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
}
