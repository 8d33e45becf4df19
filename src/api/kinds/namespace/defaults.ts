/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Namespace, SetDefaults_NamespaceStatus. */
import { change, fill } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { Namespace } from './types.ts';

const nameLabel = 'kubernetes.io/metadata.name';

export function defaultNamespace(object: Namespace): Namespace {
  const namespace = canonical('core.v1.Namespace', object);
  const { name, labels } = namespace.metadata;
  const metadata = name && labels?.[nameLabel] !== name ? { ...namespace.metadata, labels: { ...labels, [nameLabel]: name } } : namespace.metadata;
  return change(namespace, { metadata, status: fill(namespace.status, { phase: 'Active' }) });
}
