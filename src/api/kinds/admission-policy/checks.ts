/**
 * The checks of what configures admission, as far as they are there: few clusters need them, and a page shows its cluster before they have come.
 * Whoever takes objects in imports `src/controllers/admission/policies/install.ts` first.
 */
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

let installed: AdmissionChecks | undefined;

export function installAdmissionChecks(made: AdmissionChecks): void {
  installed = made;
}

/** Throws where they have not been installed: a mistake in the composition. */
export function admissionChecks(): AdmissionChecks {
  if (!installed) throw new Error('nothing checks admission policies: import controllers/admission/policies/install.ts');
  return installed;
}
