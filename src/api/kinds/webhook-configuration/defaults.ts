/** Upstream: pkg/apis/admissionregistration/v1/defaults.go. */
import { change, each, fill, given } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { OperationRule, Webhook, WebhookConfiguration } from './types.ts';

export const defaultOperationRule = <T extends OperationRule>(rule: T): T => fill<OperationRule>(rule, { scope: '*' }) as T;

const defaultWebhook = (webhook: Webhook, more: Partial<Webhook>): Webhook => {
  const filled = fill(webhook, { failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10, ...more });
  return change(filled, {
    rules: each(filled.rules, defaultOperationRule),
    clientConfig: change(filled.clientConfig, { service: given(filled.clientConfig.service, (service) => fill(service, { port: 443 })) }),
  });
};

const defaulting =
  (type: string, more: Partial<Webhook> = {}) =>
  (object: WebhookConfiguration): WebhookConfiguration => {
    const configuration = canonical(type, object);
    return change(configuration, { webhooks: each(configuration.webhooks, (webhook) => defaultWebhook(webhook, more)) });
  };

export const defaultValidatingConfiguration = defaulting('admissionregistration.v1.ValidatingWebhookConfiguration');
export const defaultMutatingConfiguration = defaulting('admissionregistration.v1.MutatingWebhookConfiguration', { reinvocationPolicy: 'Never' });
