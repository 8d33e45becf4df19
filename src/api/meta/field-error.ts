/** Validation errors (upstream: apimachinery `util/validation/field/errors.go`). */

export type FieldErrorType = 'Required' | 'Invalid' | 'NotSupported' | 'Forbidden' | 'Duplicate' | 'TooLong' | 'TooMany' | 'NotFound' | 'Internal' | 'TypeInvalid';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.template.spec.containers[0].name` */
  readonly field: string;
  /** What stood there; `undefined` is not printed (Required, Forbidden). */
  readonly value?: unknown;
  readonly detail: string;
}
