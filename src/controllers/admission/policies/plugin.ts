/** ValidatingAdmissionPolicies that are bound, on what has passed everything else (upstream: apiserver pkg/admission/plugin/policy). */
import type { AdmissionPolicy, AdmissionPolicyBinding } from '../../../api/kinds/admission-policy/types.ts';
import type { Status } from '../../../api/meta/status.ts';
import { latePart } from '../../../base/late-part.ts';
import type { AdmissionPlugin, AdmissionRequest, Context } from '../../../engine/component.ts';
import { groupResourceOf } from '../attributes.ts';

export const POLICIES = 'validatingadmissionpolicies.admissionregistration.k8s.io';
const BINDINGS = 'validatingadmissionpolicybindings.admissionregistration.k8s.io';
const OWN_GROUP = 'admissionregistration.k8s.io';

export type Consult = (policy: AdmissionPolicy, bindings: readonly AdmissionPolicyBinding[], request: AdmissionRequest, context: Context) => Status | undefined;

const { install, get } = latePart<Consult>('nothing evaluates admission policies: import controllers/admission/policies/install.ts');
export const installEvaluation = install;

export const validatingAdmissionPolicyAdmission: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  validate(request, context) {
    // What configures admission is never held up by it.
    if (groupResourceOf(request.resource).group === OWN_GROUP) return undefined;
    const bindings = context.list<AdmissionPolicyBinding>(BINDINGS);
    if (bindings.length === 0) return undefined;
    for (const policy of context.list<AdmissionPolicy>(POLICIES)) {
      const bound = bindings.filter(({ spec }) => spec.policyName === policy.metadata.name);
      const refusal = bound.length > 0 ? get()(policy, bound, request, context) : undefined;
      if (refusal) return refusal;
    }
    return undefined;
  },
};
