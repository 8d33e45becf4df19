/** What Deployments, ReplicaSets, DaemonSets and StatefulSets check alike (upstream: pkg/apis/apps/validation/validation.go). */
import { forbidden, invalid, notSupported, required, type FieldError } from '../meta/field-error.ts';
import { isDns1123Label, isValidPercent } from '../meta/names.ts';
import { validateNonnegative } from '../meta/object-meta.ts';
import { selectorMatches, toSelector, validateLabelSelector, type Selector } from '../meta/selector.ts';
import type { LabelSelector } from '../meta/types.ts';
import { each } from './checks.ts';
import { validatePodTemplate } from './pod/spec-validation.ts';
import type { PodTemplateSpec } from './pod/types.ts';
import { goValue, sortedMap } from './shapes/go-value.ts';

/** A selector without a condition; not one that is absent. */
export const isEmptySelector = (selector: LabelSelector | null | undefined): boolean =>
  !!selector && Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;

/** The selector's own errors; `kind`: how the message about an empty one names the kind. */
export function validateWorkloadSelector(path: string, selector: LabelSelector | null | undefined, kind: string): FieldError[] {
  if (!selector) return [required(path)];
  const errors = validateLabelSelector(selector, path);
  return isEmptySelector(selector) ? [...errors, invalid(path, goValue('meta.v1.LabelSelector', selector), `empty selector is invalid for ${kind}`)] : errors;
}

/** The selector to check a template with, or that it can not be used. */
export function usableSelector(path: string, selector: LabelSelector | null | undefined, detail: string): { readonly selector: Selector } | { readonly error: FieldError } {
  const made = toSelector(selector ?? undefined);
  return made.ok ? { selector: made.value } : { error: invalid(path, goValue('meta.v1.LabelSelector', selector), detail) };
}

export function labelsMatch(path: string, template: PodTemplateSpec, selector: Selector): FieldError[] {
  const empty = selector.requirements.length === 0 && !selector.nothing;
  const labels = template.metadata?.labels;
  return empty || selectorMatches(selector, labels) ? [] : [invalid(`${path}.metadata.labels`, sortedMap(labels), '`selector` does not match template `labels`')];
}

/** A template's restart policy and deadline, where a controller runs its pods for ever. */
export const alwaysRestarting = (path: string, template: PodTemplateSpec, kind: string): FieldError[] => [
  ...(template.spec.restartPolicy === 'Always' ? [] : [notSupported(`${path}.spec.restartPolicy`, template.spec.restartPolicy, ['Always'])]),
  ...(template.spec.activeDeadlineSeconds === undefined ? [] : [forbidden(`${path}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`)]),
];

/** Upstream: ValidatePodTemplateSpecForReplicaSet. */
export const validateReplicaTemplate = (path: string, template: PodTemplateSpec, selector: Selector): FieldError[] => [
  ...labelsMatch(path, template, selector),
  ...validatePodTemplate(path, template),
  ...alwaysRestarting(path, template, 'ReplicaSet'),
];

/** A number that is not negative, or a percentage. */
export function positiveIntOrPercent(path: string, value: number | string): FieldError[] {
  return typeof value === 'number' ? validateNonnegative(value, path) : each(path, value, isValidPercent(value));
}

const percentOf = (value: number | string): number | undefined => (typeof value === 'string' && isValidPercent(value).length === 0 ? Number(value.slice(0, -1)) : undefined);

/** The number in it, of a percentage too; what is neither counts as its leading number would in Go: zero. */
export const amountIn = (value: number | string): number => (typeof value === 'number' ? value : (percentOf(value) ?? (/^[+-]?\d+$/.test(value) ? Number(value) : 0)));

export const atMost100Percent = (path: string, value: number | string): FieldError[] =>
  (percentOf(value) ?? 0) > 100 ? [invalid(path, value, 'must not be greater than 100%')] : [];

export const counts = (path: string, values: Readonly<Record<string, number | undefined>>): FieldError[] =>
  Object.entries(values).flatMap(([name, value]) => validateNonnegative(value, `${path}.${name}`));

interface Colliding {
  readonly collisionCount?: number;
}

export const collisionCountDecremented = ({ collisionCount = 0 }: Colliding, old: Colliding): FieldError[] =>
  (old.collisionCount ?? 0) > collisionCount ? [invalid('status.collisionCount', collisionCount, 'cannot be decremented')] : [];

/** The warning that a name is no DNS label although its pods' hostnames will be made of it. */
export function podNameWarning(name: string, used = 'Pod names and hostnames'): string[] {
  const messages = isDns1123Label(name);
  return messages.length === 0 ? [] : [`metadata.name: this is used in ${used}, which can result in surprising behavior; a DNS label is recommended: [${messages.join(' ')}]`];
}
