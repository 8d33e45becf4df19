/** The expressions of a policy: which there are, and which this simulation can evaluate (upstream: apiserver pkg/admission/plugin/cel). */
import { parseExpression, type Expression } from '../custom-resource/rules/expression.ts';
import type { AdmissionPolicy } from './types.ts';

/** What an expression of a policy may speak of. */
export const POLICY_VARIABLES = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables'] as const;
/** Parts of the library that are not modelled, and the authorizer, who would allow everything. */
const NOT_MODELLED = /\bauthorizer\b|\b(?:quantity|isQuantity|url|isURL|ip|isIP|cidr|isCIDR|semver|isSemver)\(/;

export interface PolicyExpression {
  /** `spec.validations[0].expression` */
  readonly path: string;
  readonly text: string;
}

export function policyExpressions({ spec }: AdmissionPolicy): readonly PolicyExpression[] {
  const at = (list: string, field: string) => (item: object, i: number) => ({ path: `spec.${list}[${i}].${field}`, text: (item as Record<string, string>)[field] ?? '' });
  return [
    ...(spec.matchConditions ?? []).map(at('matchConditions', 'expression')),
    ...(spec.variables ?? []).map(at('variables', 'expression')),
    ...(spec.validations ?? []).flatMap((item, i) => [at('validations', 'expression')(item, i), at('validations', 'messageExpression')(item, i)]),
    ...(spec.auditAnnotations ?? []).map(at('auditAnnotations', 'valueExpression')),
  ].filter(({ text }) => text.trim() !== '');
}

const parsed = new Map<string, Expression | undefined>();
const MOST = 500;

export function policyExpression(text: string): Expression | undefined {
  if (parsed.has(text)) return parsed.get(text);
  if (parsed.size >= MOST) parsed.clear();
  const made = NOT_MODELLED.test(text) ? undefined : parseExpression(text, POLICY_VARIABLES);
  parsed.set(text, made);
  return made;
}

const isModelled = (text: string): boolean => policyExpression(text) !== undefined;
/** An expression that is skipped is told. */
export const skippedExpressions = (policy: AdmissionPolicy): readonly string[] =>
  policyExpressions(policy).flatMap(({ path, text }) => (isModelled(text) ? [] : [`${path}: this simulation does not evaluate ${JSON.stringify(text)}: it is skipped`]));
