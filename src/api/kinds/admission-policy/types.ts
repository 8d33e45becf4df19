/** ValidatingAdmissionPolicy and its binding (upstream: api admissionregistration/v1/types.go). */
import type { KubeObject, LabelSelector } from '../../meta/types.ts';
import type { MatchCondition, OperationRule } from '../webhook-configuration/types.ts';

export interface MatchResources {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly NamedRule[];
  readonly excludeResourceRules?: readonly NamedRule[];
  readonly matchPolicy?: string;
}

export interface NamedRule extends OperationRule {
  readonly resourceNames?: readonly string[];
}

export interface PolicyValidation {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

export interface AdmissionPolicy extends KubeObject {
  readonly spec: {
    readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string };
    readonly matchConstraints?: MatchResources;
    readonly validations?: readonly PolicyValidation[];
    readonly failurePolicy?: string;
    readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[];
    readonly matchConditions?: readonly MatchCondition[];
    readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  };
  readonly status?: { readonly observedGeneration?: number; readonly typeChecking?: object };
}

export interface AdmissionPolicyBinding extends KubeObject {
  readonly spec: {
    readonly policyName?: string;
    readonly paramRef?: { readonly name?: string; readonly namespace?: string; readonly selector?: LabelSelector; readonly parameterNotFoundAction?: string };
    readonly matchResources?: MatchResources;
    readonly validationActions?: readonly string[];
  };
}
