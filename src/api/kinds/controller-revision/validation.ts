/** Upstream: pkg/apis/apps/validation/validation.go ValidateControllerRevisionCreate, ValidateControllerRevisionUpdate. */
import { required, type FieldError } from '../../meta/field-error.ts';
import { validateImmutable, validateNonnegative } from '../../meta/object-meta.ts';
import type { ControllerRevision } from './types.ts';

export const validateControllerRevision = ({ revision, data }: ControllerRevision, old?: ControllerRevision): readonly FieldError[] => [
  ...validateNonnegative(revision, 'revision'),
  ...(old ? [] : validateData(data)),
];

function validateData(data: unknown): FieldError[] {
  if (data === undefined || data === null) return [required('data', 'data is mandatory')];
  return typeof data === 'object' && !Array.isArray(data) ? [] : [required('data', 'data must be a valid JSON object')];
}

export const validateControllerRevisionUpdate = (object: ControllerRevision, old: ControllerRevision): readonly FieldError[] => validateImmutable(object.data, old.data, 'data');
