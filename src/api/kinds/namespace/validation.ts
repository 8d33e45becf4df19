/** Upstream: pkg/apis/core/validation/validation.go ValidateNamespace, ValidateNamespaceStatusUpdate. */
import { invalid, type FieldError } from '../../meta/field-error.ts';
import { qualifiedName } from '../checks.ts';
import type { Namespace } from './types.ts';

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

export const validateNamespace = ({ spec }: Namespace): readonly FieldError[] =>
  (spec.finalizers ?? []).flatMap((name) => [
    ...qualifiedName('spec.finalizers', name),
    ...(name.includes('/') || standardFinalizers.includes(name) ? [] : [invalid('spec.finalizers', name, 'name is neither a standard finalizer name nor is it fully qualified')]),
  ]);

export function validateNamespaceUpdate({ metadata, status }: Namespace, _old: Namespace, subresource: '' | 'status'): readonly FieldError[] {
  if (subresource !== 'status') return [];
  const deleting = metadata.deletionTimestamp !== undefined;
  if (!deleting && status.phase !== 'Active') return [invalid('status.Phase', status.phase, "may only be 'Active' if `deletionTimestamp` is empty")];
  if (deleting && status.phase !== 'Terminating') return [invalid('status.Phase', status.phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")];
  return [];
}
