/**
 * The checks of what configures admission, as far as they are there: few clusters need them, and a page shows its cluster before they have come.
 * Whoever takes objects in imports `src/controllers/admission/policies/install.ts` first.
 */
import { latePart } from '../../../base/late-part.ts';
import type { FieldError } from '../../meta/field-error.ts';
import type { WebhookConfiguration } from '../webhook-configuration/types.ts';
import type { AdmissionPolicy, AdmissionPolicyBinding } from './types.ts';

export interface AdmissionChecks {
  readonly policy: (policy: AdmissionPolicy) => readonly FieldError[];
  readonly binding: (binding: AdmissionPolicyBinding) => readonly FieldError[];
  readonly webhooks: (configuration: WebhookConfiguration) => readonly FieldError[];
  /** What a policy is told of its expressions. */
  readonly warnings: (policy: AdmissionPolicy) => readonly string[];
}

export const { install: installAdmissionChecks, get: admissionChecks } = latePart<AdmissionChecks>(
  'nothing checks admission policies: import controllers/admission/policies/install.ts',
);
