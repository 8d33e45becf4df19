/** Whether a pod may be on a node as far as selectors and taints say (upstream: component-helpers scheduling/corev1/nodeaffinity, helpers.go). */
import type { Node, Taint } from '../node/types.ts';
import type { Toleration } from './affinity-types.ts';
import type { PodSpec } from './types.ts';
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from '../shared-types.ts';
import { labelsContain, selectorMatches, type SelectorOperator } from '../../meta/selector.ts';

const OPERATORS: Readonly<Record<NodeSelectorRequirement['operator'], SelectorOperator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!', Gt: 'gt', Lt: 'lt' };

const matches = (requirements: readonly NodeSelectorRequirement[] | undefined, labels: Readonly<Record<string, string>> | undefined): boolean =>
  selectorMatches({ requirements: (requirements ?? []).map(({ key, operator, values = [] }) => ({ key, operator: OPERATORS[operator], values })) }, labels);

/** A term without requirements matches nothing. */
export const termMatches = ({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, { metadata }: Node): boolean =>
  matchExpressions.length + matchFields.length > 0 && matches(matchExpressions, metadata.labels) && matches(matchFields, { 'metadata.name': metadata.name });

export const nodeSelectorMatches = ({ nodeSelectorTerms }: NodeSelector, node: Node): boolean => nodeSelectorTerms.some((term) => termMatches(term, node));

/** Node selector and required node affinity. */
export function selectsNode({ nodeSelector, affinity }: PodSpec, node: Node): boolean {
  if (nodeSelector && !labelsContain(node.metadata.labels, nodeSelector)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || nodeSelectorMatches(required, node);
}

export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (toleration.key !== undefined && toleration.key !== '' && (toleration.value ?? '') === (taint.value ?? ''));
}

/** The first taint of one of `effects` that nothing tolerates. */
export const untolerated = (taints: readonly Taint[] | undefined, tolerations: readonly Toleration[] | undefined, effects: readonly Taint['effect'][]): Taint | undefined =>
  taints?.find((taint) => effects.includes(taint.effect) && !tolerations?.some((toleration) => tolerates(toleration, taint)));
