import type { KindDescriptor } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import { defaultIngressClass } from './defaults.ts';
import type { IngressClass } from './types.ts';
import { validateIngressClass, validateIngressClassUpdate } from './validation.ts';

function parametersText({ spec: { parameters } }: IngressClass): string {
  if (!parameters) return '<none>';
  return `${parameters.kind}${parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`}/${parameters.name}`;
}

export const ingressClass: KindDescriptor<IngressClass> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  shortNames: [],
  namespaced: false,
  hasStatus: false,
  schema: 'io.k8s.api.networking.v1.IngressClass',
  applyDefaults: defaultIngressClass,
  validate: validateIngressClass,
  validateUpdate: validateIngressClassUpdate,
  updateErrorsFirst: true,
  columns: [{ name: 'Controller', priority: 0, cell: ({ spec }) => spec.controller ?? '' }, { name: 'Parameters', priority: 0, cell: parametersText }, ageColumn],
};
