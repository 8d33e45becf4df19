/** Upstream: apiextensions-apiserver pkg/apis/apiextensions/v1/defaults.go. */
import { change, fill, given } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { CustomResourceConversion, CustomResourceDefinition } from './types.ts';

const conversion = (of: CustomResourceConversion): CustomResourceConversion =>
  change(of, {
    webhook: given(of.webhook, (webhook) =>
      change(webhook, { clientConfig: given(webhook.clientConfig, (config) => change(config, { service: given(config.service, (service) => fill(service, { port: 443 })) })) }),
    ),
  });

export function defaultCustomResourceDefinition(object: CustomResourceDefinition): CustomResourceDefinition {
  const definition = canonical('apiextensions.v1.CustomResourceDefinition', object);
  const { names } = definition.spec;
  const kind = names.kind ?? '';
  const spec = fill(definition.spec, { conversion: { strategy: 'None' } });
  const stored = spec.versions?.find(({ storage }) => storage);
  return change(definition, {
    spec: change(spec, {
      names: fill(names, { ...(kind === '' ? {} : { singular: kind.toLowerCase(), listKind: `${kind}List` }) }),
      conversion: given(spec.conversion, conversion),
    }),
    status: (definition.status.storedVersions ?? []).length === 0 && stored ? change(definition.status, { storedVersions: [stored.name] }) : definition.status,
  });
}
