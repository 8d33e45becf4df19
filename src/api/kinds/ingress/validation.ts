/** Upstream: pkg/apis/networking/validation/validation.go ValidateIngressCreate, ValidateIngressUpdate, ValidateIngressStatusUpdate. */
import { quote } from '../../../base/go-format.ts';
import { index, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Subdomain, isValidPortName, isValidPortNumber, isWildcardDns1123Subdomain, nameIsDns1035Label, nameIsDnsLabel, nameIsDnsSubdomain } from '../../meta/names.ts';
import { each } from '../checks.ts';
import { validateTypedReference } from '../ingress-class/validation.ts';
import { ipWarnings, parseAddress } from '../ip.ts';
import { validateBalancerAddresses } from '../load-balancer-status.ts';
import type { HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend, IngressTLS } from './types.ts';

/** What an old object may go on having although a new one may not. */
interface Tolerance {
  readonly secretName: boolean;
  readonly wildcardRule: boolean;
  readonly serviceName: boolean;
}

const noTolerance: Tolerance = { secretName: false, wildcardRule: false, serviceName: false };

function validateService(path: string, { name, port }: IngressServiceBackend, tolerance: Tolerance): FieldError[] {
  const errors = name ? each(`${path}.service.name`, name, (tolerance.serviceName ? nameIsDnsLabel : nameIsDns1035Label)(name)) : [required(`${path}.service.name`)];
  const { name: portName, number } = port;
  if (portName && number) return [...errors, invalid(path, '', 'cannot set both port name & port number')];
  if (portName) return [...errors, ...each(`${path}.service.port.name`, portName, isValidPortName(portName))];
  if (number) return [...errors, ...each(`${path}.service.port.number`, number, isValidPortNumber(number))];
  return [...errors, required(path, 'port name or number is required')];
}

function validateBackend(path: string, { service, resource }: IngressBackend, tolerance: Tolerance): FieldError[] {
  if (service && resource) return [invalid(path, '', 'cannot set both resource and service backends')];
  if (resource) return validateTypedReference(`${path}.resource`, resource);
  return service ? validateService(path, service, tolerance) : [invalid(path, '', 'resource or service backend is required')];
}

const absolute = (path: string, value: string): FieldError[] => (value.startsWith('/') ? [] : [invalid(path, value, 'must be an absolute path')]);
const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badEnds = ['/..', '/.'];

function validatePathText(path: string, value: string, pathType: string): FieldError[] {
  switch (pathType) {
    case 'Exact':
    case 'Prefix':
      return [
        ...absolute(path, value),
        ...badSequences.flatMap((part) => (value.includes(part) ? [invalid(path, value, `must not contain '${part}'`)] : [])),
        ...badEnds.flatMap((end) => (value.endsWith(end) ? [invalid(path, value, `cannot end with '${end}'`)] : [])),
      ];
    case 'ImplementationSpecific':
      return value === '' ? [] : absolute(path, value);
    default:
      return [notSupported(`${path}Type`, pathType, ['Exact', 'ImplementationSpecific', 'Prefix'])];
  }
}

function validatePath(path: string, { path: value = '', pathType, backend }: HTTPIngressPath, tolerance: Tolerance): FieldError[] {
  if (pathType === null || pathType === undefined) return [required(`${path}.pathType`, 'pathType must be specified')];
  return [...validatePathText(`${path}.path`, value, pathType), ...validateBackend(`${path}.backend`, backend, tolerance)];
}

const validateHttp = (path: string, http: HTTPIngressRuleValue | undefined, tolerance: Tolerance): FieldError[] =>
  !http
    ? []
    : [
        ...((http.paths ?? []).length === 0 ? [required(`${path}.paths`)] : []),
        ...(http.paths ?? []).flatMap((item, i) => validatePath(index(`${path}.paths`, i), item, tolerance)),
      ];

const isWildcard = (host: string): boolean => host.includes('*');
const validateHost = (path: string, host: string): FieldError[] => each(path, host, isWildcard(host) ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host));

const validateRule = (path: string, { host = '', http }: IngressRule, tolerance: Tolerance): FieldError[] => [
  ...(parseAddress(host) ? [invalid(`${path}.host`, host, 'must be a DNS name, not an IP address')] : []),
  ...(host === '' ? [] : validateHost(`${path}.host`, host)),
  ...(isWildcard(host) && tolerance.wildcardRule ? [] : validateHttp(`${path}.http`, http, tolerance)),
];

const isBadSecretName = ({ secretName }: IngressTLS): boolean => !!secretName && nameIsDnsSubdomain(secretName).length > 0;

const validateTls = (path: string, { hosts = [], secretName }: IngressTLS, tolerance: Tolerance): FieldError[] => [
  ...hosts.flatMap((host, i) => validateHost(index(`${path}.hosts`, i), host)),
  ...(secretName && !tolerance.secretName ? each(`${path}.secretName`, secretName, nameIsDnsSubdomain(secretName)) : []),
];

function toleranceOf({ spec: { tls = [], rules = [] } }: Ingress): Tolerance {
  const services = rules.flatMap(({ http }) => (http?.paths ?? []).flatMap(({ backend }) => (backend.service ? [backend.service.name] : [])));
  return {
    secretName: tls.some(isBadSecretName),
    wildcardRule: rules.some(({ host = '', http }) => isWildcard(host) && validateHttp('', http, noTolerance).length > 0),
    serviceName: services.some((name) => nameIsDnsLabel(name).length === 0 && nameIsDns1035Label(name).length > 0),
  };
}

const classAnnotation = 'kubernetes.io/ingress.class';
const annotatedClass = ({ metadata: { annotations = {} } }: Ingress): string | undefined =>
  Object.hasOwn(annotations, classAnnotation) ? annotations[classAnnotation] : undefined;

function validateClassAnnotation(ingress: Ingress): FieldError[] {
  const annotated = annotatedClass(ingress);
  const { ingressClassName } = ingress.spec;
  return annotated !== undefined && ingressClassName !== undefined && annotated !== ingressClassName
    ? [invalid(`annotations.${classAnnotation}`, annotated, 'must match `ingressClassName` when both are specified')]
    : [];
}

export function validateIngress(ingress: Ingress, old?: Ingress): readonly FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = ingress.spec;
  const tolerance = old ? toleranceOf(old) : noTolerance;
  return [
    ...(rules.length === 0 && !defaultBackend ? [invalid('spec', null, 'either `defaultBackend` or `rules` must be specified')] : []),
    ...(defaultBackend ? validateBackend('spec.defaultBackend', defaultBackend, tolerance) : []),
    ...rules.flatMap((rule, i) => validateRule(index('spec.rules', i), rule, tolerance)),
    ...tls.flatMap((item, i) => validateTls(index('spec.tls', i), item, tolerance)),
    ...(ingressClassName === undefined ? [] : each('spec.ingressClassName', ingressClassName, nameIsDnsSubdomain(ingressClassName))),
    ...(old ? [] : validateClassAnnotation(ingress)),
  ];
}

export const validateIngressUpdate = ({ status }: Ingress, old: Ingress, subresource: '' | 'status'): readonly FieldError[] =>
  subresource === 'status' ? validateBalancerAddresses(status.loadBalancer?.ingress, old.status.loadBalancer?.ingress) : [];

export const ingressWarnings = (ingress: Ingress, old: Ingress | undefined): readonly string[] => {
  if (old)
    return (ingress.status === old.status ? [] : (ingress.status.loadBalancer?.ingress ?? [])).flatMap(({ ip }, i) =>
      ip ? ipWarnings(index('status.loadBalancer.ingress', i), ip) : [],
    );
  return annotatedClass(ingress) !== undefined && ingress.spec.ingressClassName === undefined
    ? [`annotation ${quote(classAnnotation)} is deprecated, please use 'spec.ingressClassName' instead`]
    : [];
};
