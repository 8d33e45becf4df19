/** Upstream: pkg/apis/core/validation/validation.go ValidateNamespace, ValidateNamespaceStatusUpdate. */
import { invalid, type FieldError } from '../../meta/field-error.ts';
import { qualifiedName } from '../checks.ts';
import type { Namespace } from './types.ts';

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Upstream names the place in the list only where the list is finalized. */
export const validateNamespace = ({ spec }: Namespace, old: Namespace | undefined): readonly FieldError[] =>
  (spec.finalizers ?? []).flatMap((name, i) => {
    const field = old ? `spec.finalizers[${i}]` : 'spec.finalizers';
    const isKnown = name.includes('/') || standardFinalizers.includes(name);
    return [...qualifiedName(field, name), ...(isKnown ? [] : [invalid(field, name, 'name is neither a standard finalizer name nor is it fully qualified')])];
  });

export function validateNamespaceUpdate({ metadata, status }: Namespace, _old: Namespace, subresource: '' | 'status'): readonly FieldError[] {
  if (subresource !== 'status') return [];
  const deleting = metadata.deletionTimestamp !== undefined;
  if (!deleting && status.phase !== 'Active') return [invalid('status.Phase', status.phase, "may only be 'Active' if `deletionTimestamp` is empty")];
  if (deleting && status.phase !== 'Terminating') return [invalid('status.Phase', status.phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")];
  return [];
}
