import type { KindDescriptor } from '../../descriptor.ts';
import { admissionChecks } from '../admission-policy/checks.ts';
import { ageColumn } from '../printing.ts';
import { defaultMutatingConfiguration, defaultValidatingConfiguration } from './defaults.ts';
import type { WebhookConfiguration } from './types.ts';

const configuration = (kind: string, applyDefaults: (object: WebhookConfiguration) => WebhookConfiguration): KindDescriptor<WebhookConfiguration> => ({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind,
  plural: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  hasStatus: false,
  schema: `io.k8s.api.admissionregistration.v1.${kind}`,
  applyDefaults,
  validate: (object) => admissionChecks().webhooks(object),
  columns: [{ name: 'Webhooks', priority: 0, cell: ({ webhooks }) => webhooks?.length ?? 0 }, ageColumn],
});

export const validatingWebhookConfiguration = configuration('ValidatingWebhookConfiguration', defaultValidatingConfiguration);
export const mutatingWebhookConfiguration = configuration('MutatingWebhookConfiguration', defaultMutatingConfiguration);
