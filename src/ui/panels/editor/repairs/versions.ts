/** API versions that are gone, with what else their successors want. */
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { columnOf, pairAt, quoted, rangeOf, replaceNode, valueAt, type Manifest, type Repair, type TextEdit } from './text.ts';

/** By kind: the groups it was served in, and where it is now. */
const MOVED: Readonly<Record<string, readonly [RegExp, string]>> = {
  ...Object.fromEntries(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'].map((kind) => [kind, [/^(extensions|apps)\/v1(alpha|beta)\d+$/, 'apps/v1'] as const])),
  Ingress: [/^(extensions|networking\.k8s\.io)\/v1beta1$/, 'networking.k8s.io/v1'],
  IngressClass: [/^networking\.k8s\.io\/v1beta1$/, 'networking.k8s.io/v1'],
  NetworkPolicy: [/^(extensions|networking\.k8s\.io)\/v1beta1$/, 'networking.k8s.io/v1'],
  CronJob: [/^batch\/v(1beta1|2alpha1)$/, 'batch/v1'],
  PodDisruptionBudget: [/^policy\/v1beta1$/, 'policy/v1'],
  HorizontalPodAutoscaler: [/^autoscaling\/v2beta[12]$/, 'autoscaling/v2'],
  EndpointSlice: [/^discovery\.k8s\.io\/v1beta1$/, 'discovery.k8s.io/v1'],
  Lease: [/^coordination\.k8s\.io\/v1beta1$/, 'coordination.k8s.io/v1'],
  PriorityClass: [/^scheduling\.k8s\.io\/v1(alpha|beta)1$/, 'scheduling.k8s.io/v1'],
  StorageClass: [/^storage\.k8s\.io\/v1beta1$/, 'storage.k8s.io/v1'],
  ...Object.fromEntries(
    ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => [
      kind,
      [/^rbac\.authorization\.k8s\.io\/v1(alpha|beta)1$/, 'rbac.authorization.k8s.io/v1'] as const,
    ]),
  ),
};

const WITH_SELECTOR = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'];

export function versionRepairs(text: string, manifest: Manifest): readonly Repair[] {
  const { map, kind, apiVersion, first, last } = manifest;
  const moved = Object.hasOwn(MOVED, kind) ? MOVED[kind] : undefined;
  const lines = { first, last };
  const old = moved?.[0].test(apiVersion) ? moved[1] : undefined;
  const selector = WITH_SELECTOR.includes(kind) ? missingSelector(text, map) : [];
  if (old === undefined) {
    return selector.length > 0 && apiVersion === 'apps/v1' ? [{ title: "Select the template's labels", edits: selector, lines }] : [];
  }
  const more = kind === 'Ingress' ? ingressEdits(text, map) : kind === 'HorizontalPodAutoscaler' ? metricEdits(text, map) : selector;
  const says = more.length === 0 ? '' : kind === 'Ingress' ? ' and its backends' : kind === 'HorizontalPodAutoscaler' ? ' and its metrics' : ' with a selector';
  return [{ title: `Use ${old}${says}`, edits: [...replaceNode(valueAt(map, 'apiVersion'), old), ...more], lines }];
}

/** `spec.selector` out of the labels of the template, in front of it. */
function missingSelector(text: string, map: unknown): readonly TextEdit[] {
  const spec = valueAt(map, 'spec');
  const template = pairAt(spec, 'template');
  const labels = valueAt(template?.value, 'metadata', 'labels');
  const at = rangeOf(template?.key);
  if (!isMap(spec) || spec.flow || pairAt(spec, 'selector') || !at || !isMap(labels) || labels.items.length === 0) return [];
  const pad = ' '.repeat(columnOf(text, at.start));
  const pairs = labels.items.flatMap(({ key, value }) => {
    const [name, content] = [rangeOf(key as Node), rangeOf(value as Node)];
    return name && content ? [`${pad}    ${text.slice(name.start, name.end)}: ${text.slice(content.start, content.end)}\n`] : [];
  });
  return [{ start: at.start, end: at.start, text: `selector:\n${pad}  matchLabels:\n${pairs.join('')}${pad}` }];
}

/** A backend of v1: the service's name, its port by number or name. */
function backendEdits(text: string, backend: Node | undefined): readonly TextEdit[] {
  if (!isMap(backend)) return [];
  const [name, port] = [valueAt(backend, 'serviceName'), valueAt(backend, 'servicePort')];
  const range = rangeOf(backend);
  if (!isScalar(name) || !isScalar(port) || !range || backend.items.length > 2) return [];
  const number = /^\d+$/.test(String(port.value));
  const value = number ? `number: ${String(port.value)}` : `name: ${/^[a-z][\w-]*$/.test(String(port.value)) ? String(port.value) : quoted(String(port.value))}`;
  const named = text.slice(name.range![0], name.range![1]);
  if (backend.flow) return [{ ...range, text: `{ service: { name: ${named}, port: { ${value} } } }` }];
  const pad = ' '.repeat(columnOf(text, range.start));
  // What stands behind the last value belongs to what follows.
  const end = Math.max(name.range![1], port.range![1]);
  return [{ start: range.start, end, text: `service:\n${pad}  name: ${named}\n${pad}  port:\n${pad}    ${value}` }];
}

function ingressEdits(text: string, map: unknown): readonly TextEdit[] {
  const spec = valueAt(map, 'spec');
  const fallback = pairAt(spec, 'backend');
  const edits: TextEdit[] = fallback ? [...replaceNode(fallback.key, 'defaultBackend'), ...backendEdits(text, fallback.value ?? undefined)] : [];
  const rules = valueAt(spec, 'rules');
  for (const rule of isSeq(rules) ? rules.items : []) {
    const paths = valueAt(rule, 'http', 'paths');
    for (const path of isSeq(paths) ? paths.items : []) {
      const backend = pairAt(path, 'backend');
      edits.push(...backendEdits(text, backend?.value ?? undefined));
      const at = rangeOf(backend?.key);
      if (!at || pairAt(path, 'pathType') || !isMap(path)) continue;
      edits.push({ start: at.start, end: at.start, text: path.flow ? 'pathType: Prefix, ' : `pathType: Prefix\n${' '.repeat(columnOf(text, at.start))}` });
    }
  }
  return edits;
}

const TARGETS: Readonly<Record<string, readonly [type: string, field: string]>> = {
  targetAverageUtilization: ['Utilization', 'averageUtilization'],
  targetAverageValue: ['AverageValue', 'averageValue'],
  targetValue: ['Value', 'value'],
};

/** Targets of v2beta1 as v2 has them. */
function metricEdits(text: string, map: unknown): readonly TextEdit[] {
  const metrics = valueAt(map, 'spec', 'metrics');
  return (isSeq(metrics) ? metrics.items : []).flatMap((metric) =>
    ['resource', 'containerResource', 'pods', 'object', 'external'].flatMap((source) => {
      const from = valueAt(metric, source);
      return Object.entries(TARGETS).flatMap(([old, [type, field]]) => {
        const pair = pairAt(from, old);
        const [key, value] = [rangeOf(pair?.key), rangeOf(pair?.value)];
        if (!key || !value || !isMap(from)) return [];
        const given = text.slice(value.start, value.end);
        const pad = ' '.repeat(columnOf(text, key.start));
        return [
          { start: key.start, end: value.end, text: from.flow ? `target: { type: ${type}, ${field}: ${given} }` : `target:\n${pad}  type: ${type}\n${pad}  ${field}: ${given}` },
        ];
      });
    }),
  );
}
