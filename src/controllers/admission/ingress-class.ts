import type { IngressClass } from '../../api/kinds/ingress-class/types.ts';
import type { Ingress } from '../../api/kinds/ingress/types.ts';
import { compareStrings } from '../../base/go-format.ts';
import { ok } from '../../base/result.ts';
import type { AdmissionPlugin, Context } from '../../engine/component.ts';

const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class';
const OLD_ANNOTATION = 'kubernetes.io/ingress.class';

/** An Ingress without a class gets the default one, if there is one (upstream: plugin/pkg/admission/network/defaultingressclass). */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  admit({ operation, resource, subresource, object }, context) {
    if (resource !== 'ingresses.networking.k8s.io' || operation !== 'CREATE' || subresource !== '') return ok(object);
    const ingress = object as Ingress;
    if (ingress.spec?.ingressClassName !== undefined || ingress.metadata.annotations?.[OLD_ANNOTATION] !== undefined) return ok(object);
    const found = newestDefault(context);
    return ok<Ingress>(found ? { ...ingress, spec: { ...ingress.spec, ingressClassName: found.metadata.name } } : ingress);
  },
};

const newestDefault = (context: Context): IngressClass | undefined =>
  context
    .list<IngressClass>('ingressclasses.networking.k8s.io')
    .filter(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true')
    .sort((a, b) => compareStrings(b.metadata.creationTimestamp!, a.metadata.creationTimestamp!) || compareStrings(a.metadata.name, b.metadata.name))[0];
