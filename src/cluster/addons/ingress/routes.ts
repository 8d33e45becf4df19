/**
 * Which Service a request is for, by the Ingresses of the class (upstream: kubernetes/ingress-nginx internal/ingress/controller; networking/v1 for
 * how paths match). Annotations that change it: `rewrite-target`, `use-regex` only in the shapes that people copy.
 */
import type { HTTPIngressPath, Ingress, IngressBackend } from '../../../api/kinds/ingress/types.ts';
import type { Service } from '../../../api/kinds/service/types.ts';
import type { View } from '../../../engine/component.ts';

export const CLASS = 'nginx';
export const INGRESSES = 'ingresses.networking.k8s.io';
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const REWRITE = 'nginx.ingress.kubernetes.io/rewrite-target';

export const isOfClass = ({ metadata, spec }: Ingress): boolean => (spec.ingressClassName ?? metadata.annotations?.[CLASS_ANNOTATION]) === CLASS;

export interface Hit {
  readonly ingress: Ingress;
  readonly backend: IngressBackend;
  /** Whether a rule names the host. */
  readonly isNamed: boolean;
  /** As the backend is to see it, query included. */
  readonly path: string;
}

/** Exact hosts before wildcards before rules for all; within a host exact paths before prefixes, the longest first; then the older Ingress. */
export function hitFor(view: View, host: string, target: string): Hit | undefined {
  const ingresses = view
    .list<Ingress>(INGRESSES)
    .filter((ingress) => isOfClass(ingress) && ingress.metadata.deletionTimestamp === undefined)
    .sort((a, b) => Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp));
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const [path = '/', query] = splitQuery(target);
  for (const wanted of [name, `*${name.slice(Math.max(0, name.indexOf('.')))}`, '']) {
    const served = ingresses.flatMap((ingress) => (ingress.spec.rules ?? []).flatMap((rule) => ((rule.host ?? '') === wanted ? [{ ingress, rule }] : [])));
    if (served.length === 0) continue;
    const paths = served.flatMap(({ ingress, rule }) => (rule.http?.paths ?? []).flatMap((rulePath) => candidate(ingress, rulePath, path)));
    const [best] = paths.sort((a, b) => Number(b.exact) - Number(a.exact) || b.length - a.length);
    if (best) return { ingress: best.ingress, backend: best.backend, isNamed: wanted !== '', path: best.path + query };
    const fallback = served.find(({ ingress }) => ingress.spec.defaultBackend)?.ingress;
    if (fallback) return { ingress: fallback, backend: fallback.spec.defaultBackend!, isNamed: wanted !== '', path: target };
    // A host that is served has no other server to fall back to.
    return undefined;
  }
  const fallback = ingresses.find(({ spec }) => spec.defaultBackend);
  return fallback ? { ingress: fallback, backend: fallback.spec.defaultBackend!, isNamed: false, path: target } : undefined;
}

function splitQuery(target: string): readonly [path: string, query: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at)];
}

interface Candidate {
  readonly ingress: Ingress;
  readonly backend: IngressBackend;
  readonly exact: boolean;
  readonly length: number;
  readonly path: string;
}

/** Ends of paths with groups, as rewrites use them: what they leave for `$1` and `$2`. */
const GROUPS: readonly { readonly end: string; readonly groups: (rest: string) => readonly string[] | undefined }[] = [
  { end: '(/|$)(.*)', groups: (rest) => (rest === '' ? ['', ''] : rest.startsWith('/') ? ['/', rest.slice(1)] : undefined) },
  { end: '/?(.*)', groups: (rest) => [rest.replace(/^\//, '')] },
  { end: '/(.*)', groups: (rest) => (rest.startsWith('/') ? [rest.slice(1)] : undefined) },
  { end: '(.*)', groups: (rest) => [rest] },
];

function candidate(ingress: Ingress, { path: rulePath = '/', pathType, backend }: HTTPIngressPath, path: string): readonly Candidate[] {
  const rewrite = ingress.metadata.annotations?.[REWRITE];
  const found = { ingress, backend, exact: pathType === 'Exact', length: rulePath.length };
  const grouped = pathType === 'Exact' ? undefined : GROUPS.find(({ end }) => rulePath.endsWith(end));
  if (grouped) {
    const prefix = rulePath.slice(0, -grouped.end.length);
    const groups = path.startsWith(prefix) ? grouped.groups(path.slice(prefix.length)) : undefined;
    if (!groups) return [];
    return [{ ...found, path: rewrite === undefined ? path : rewritten(rewrite.replace(/\$(\d)/g, (_, number: string) => groups[Number(number) - 1] ?? '')) }];
  }
  const matches = pathType === 'Exact' ? path === rulePath : isPrefix(rulePath, path);
  return matches ? [{ ...found, path: rewrite === undefined ? path : rewritten(rewrite.replace(/\$\d/g, '')) }] : [];
}

const rewritten = (path: string): string => (path.startsWith('/') ? path : `/${path}`);

/** By whole path elements. */
const isPrefix = (prefix: string, path: string): boolean => {
  const stem = prefix.replace(/\/+$/, '');
  return path === stem || path.startsWith(`${stem}/`);
};

/** The backend's Service and its port; `undefined` where there is no such one. */
export function serviceOf(view: View, { ingress, backend }: Hit): { readonly service: Service; readonly port: NonNullable<Service['spec']['ports']>[number] } | undefined {
  const wanted = backend.service;
  const service = wanted && view.get<Service>('services', ingress.metadata.namespace, wanted.name);
  const port = service?.spec.ports?.find((each) => (wanted!.port.name === undefined ? each.port === wanted!.port.number : each.name === wanted!.port.name));
  return service && port ? { service, port } : undefined;
}
