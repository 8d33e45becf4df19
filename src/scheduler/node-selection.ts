/** Node selectors and affinity, tolerations (upstream: component-helpers `scheduling/corev1`). */
import type { Node, Taint } from '../api/kinds/node/types.ts';
import type { Toleration } from '../api/kinds/pod/affinity-types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { NodeSelectorTerm } from '../api/kinds/shared-types.ts';
import { expressionMatches } from '../api/meta/selector.ts';

type Requirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

/** Node selectors know two operators more than label selectors: `Gt` and `Lt`. */
function requirementHolds(requirement: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const common = expressionMatches(requirement, labels);
  if (common !== undefined) return common;
  const { key, operator, values = [] } = requirement;
  if (!Object.hasOwn(labels, key)) return false;
  return operator === 'Gt' ? Number(labels[key]) > Number(values[0]) : operator === 'Lt' && Number(labels[key]) < Number(values[0]);
}

/** A term with nothing in it matches nothing. */
export function termMatches(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  return (
    expressions.every((requirement) => requirementHolds(requirement, labels)) &&
    fields.every((requirement) => requirementHolds(requirement, { 'metadata.name': node.metadata.name }))
  );
}

/** `nodeSelector` and required node affinity. */
export function nodeMatchesPod(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => termMatches(term, node));
}

export function tolerates(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return (tolerations ?? []).some(
    ({ key, operator, value, effect }) =>
      (!effect || effect === taint.effect) && (!key || key === taint.key) && (operator === 'Exists' || (!!key && (value ?? '') === (taint.value ?? ''))),
  );
}

export const untolerated = (pod: Pod, node: Node, effects: readonly string[]): Taint | undefined =>
  node.spec.taints?.find((taint) => effects.includes(taint.effect) && !tolerates(pod.spec.tolerations, taint));
