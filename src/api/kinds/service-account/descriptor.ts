import type { KindDescriptor } from '../../descriptor.ts';
import type { ObjectMeta } from '../../meta/types.ts';
import { change, each } from '../fill.ts';
import { serviceAccountColumns } from './columns.ts';
import { defaultServiceAccount } from './defaults.ts';
import type { ServiceAccount } from './types.ts';

const enforceAnnotation = 'kubernetes.io/enforce-mountable-secrets';
const hasAnnotation = ({ annotations }: ObjectMeta): boolean => annotations !== undefined && Object.hasOwn(annotations, enforceAnnotation);

/** Upstream: pkg/registry/core/serviceaccount/strategy.go cleanSecretReferences. */
const withNamesOnly = (object: ServiceAccount): ServiceAccount =>
  change(object, {
    secrets: each(object.secrets, (secret) => (Object.keys(secret).every((key) => key === 'name') ? secret : secret.name ? { name: secret.name } : {})),
  });

export const serviceAccount: KindDescriptor<ServiceAccount> = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  hasStatus: false,
  schema: 'io.k8s.api.core.v1.ServiceAccount',
  applyDefaults: defaultServiceAccount,
  prepareForCreate: withNamesOnly,
  prepareForUpdate: withNamesOnly,
  generation: false,
  validate: () => [],
  warnings: ({ metadata }, old) =>
    hasAnnotation(metadata) && !(old && hasAnnotation(old.metadata))
      ? [`metadata.annotations[${enforceAnnotation}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`]
      : [],
  columns: serviceAccountColumns,
};
