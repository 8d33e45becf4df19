/** ValidatingWebhookConfiguration, MutatingWebhookConfiguration (upstream: api admissionregistration/v1/types.go). They are stored; nobody is called. */
import type { KubeObject, LabelSelector } from '../../meta/types.ts';

export interface OperationRule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

export interface Webhook {
  readonly name: string;
  readonly clientConfig: { readonly url?: string; readonly service?: { readonly namespace: string; readonly name: string; readonly path?: string; readonly port?: number } };
  readonly rules?: readonly OperationRule[];
  readonly failurePolicy?: string;
  readonly matchPolicy?: string;
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly sideEffects: string | null;
  readonly timeoutSeconds?: number;
  readonly admissionReviewVersions: readonly string[] | null;
  readonly reinvocationPolicy?: string;
  readonly matchConditions?: readonly MatchCondition[];
}

export interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly Webhook[];
}
