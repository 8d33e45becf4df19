/** Upstream: pkg/apis/networking/v1/defaults.go SetDefaults_IngressClass. */
import { change, fill, given } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { IngressClass } from './types.ts';

export function defaultIngressClass(object: IngressClass): IngressClass {
  const ingressClass = canonical('networking.v1.IngressClass', object);
  return change(ingressClass, { spec: change(ingressClass.spec, { parameters: given(ingressClass.spec.parameters, (parameters) => fill(parameters, { scope: 'Cluster' })) }) });
}
