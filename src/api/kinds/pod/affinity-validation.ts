/** Where a pod may run: affinity, tolerations, spreading (upstream: validation.go validateAffinity, ValidateTolerations, validateTopologySpreadConstraints). */
import { duplicate, forbidden, index, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Subdomain, isValidLabelValue, nameIsDnsLabel } from '../../meta/names.ts';
import { validateLabelSelector } from '../../meta/selector.ts';
import type { LabelSelector } from '../../meta/types.ts';
import { each, labelName, positive } from '../checks.ts';
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from '../shared-types.ts';
import type { Affinity, PodAffinityTerm, Toleration, TopologySpreadConstraint, WeightedPodAffinityTerm } from './affinity-types.ts';

function requirement(path: string, of: NodeSelectorRequirement, anyValue: boolean): FieldError[] {
  const values = of.values ?? [];
  const errors: FieldError[] = [];
  switch (of.operator as string) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.push(forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) errors.push(required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default:
      errors.push(invalid(`${path}.operator`, of.operator ?? '', 'not a valid selector operator'));
  }
  errors.push(...labelName(`${path}.key`, of.key ?? ''));
  return anyValue ? errors : [...errors, ...values.flatMap((value, i) => each(index(`${path}.values`, i), value, isValidLabelValue(value)))];
}

function fieldRequirement(path: string, of: NodeSelectorRequirement): FieldError[] {
  const values = of.values ?? [];
  const errors: FieldError[] = [];
  if (of.operator !== 'In' && of.operator !== 'NotIn') errors.push(invalid(`${path}.operator`, of.operator ?? '', 'not a valid selector operator'));
  else if (values.length !== 1) errors.push(required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  if (of.key !== 'metadata.name') return [...errors, invalid(`${path}.key`, of.key ?? '', 'not a valid field selector key')];
  return [...errors, ...values.flatMap((value, i) => each(index(`${path}.values`, i), value, isDns1123Subdomain(value)))];
}

/** `anyValue`: values need not be valid label values. */
export const validateNodeSelectorTerm = (path: string, term: NodeSelectorTerm, anyValue: boolean): FieldError[] => [
  ...(term.matchExpressions ?? []).flatMap((of, i) => requirement(index(`${path}.matchExpressions`, i), of, anyValue)),
  ...(term.matchFields ?? []).flatMap((of, i) => fieldRequirement(index(`${path}.matchFields`, i), of)),
];

export function validateNodeSelector(path: string, selector: NodeSelector): FieldError[] {
  const terms = selector.nodeSelectorTerms ?? [];
  const at = `${path}.nodeSelectorTerms`;
  return terms.length === 0 ? [required(at, 'must have at least one node selector term')] : terms.flatMap((term, i) => validateNodeSelectorTerm(index(at, i), term, false));
}

const weight = (path: string, value: number): FieldError[] => (value <= 0 || value > 100 ? [invalid(`${path}.weight`, value, 'must be in the range 1-100')] : []);

function labelKeys(path: string, keys: readonly string[] | undefined, selector: LabelSelector | undefined): FieldError[] {
  if (!keys || keys.length === 0) return [];
  if (!selector) return [forbidden(path, 'must not be specified when labelSelector is not set')];
  return keys.flatMap((key, i) => labelName(index(path, i), key));
}

/** Keys whose values are taken from the pod: a selector must not name them as well. */
function matchLabelKeys(path: string, matching: readonly string[] | undefined, mismatching: readonly string[] | undefined, selector: LabelSelector | undefined): FieldError[] {
  const errors = [...labelKeys(`${path}.matchLabelKeys`, matching, selector), ...labelKeys(`${path}.mismatchLabelKeys`, mismatching, selector)];
  if (selector) {
    const places = new Map((matching ?? []).map((key, i) => [key, i]));
    const seen = new Set(Object.keys(selector.matchLabels ?? {}));
    for (const { key } of selector.matchExpressions ?? []) {
      const at = places.get(key);
      if (at !== undefined && seen.has(key)) errors.push(invalid(index(path, at), key, 'exists in both matchLabelKeys and labelSelector'));
      seen.add(key);
    }
  }
  for (const [i, key] of (matching ?? []).entries()) {
    if (mismatching?.includes(key)) errors.push(invalid(index(`${path}.matchLabelKeys`, i), key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  }
  return errors;
}

const podTerm = (path: string, term: PodAffinityTerm): FieldError[] => [
  ...validateLabelSelector(term.labelSelector, `${path}.labelSelector`),
  ...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`),
  ...(term.namespaces ?? []).flatMap((name) => each(`${path}.namespace`, name, nameIsDnsLabel(name))),
  ...matchLabelKeys(path, term.matchLabelKeys, term.mismatchLabelKeys, term.labelSelector),
  ...(term.topologyKey ? [] : [required(`${path}.topologyKey`, 'can not be empty')]),
  ...labelName(`${path}.topologyKey`, term.topologyKey ?? ''),
];

interface PodTerms {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly WeightedPodAffinityTerm[];
}

const podTerms = (path: string, of: PodTerms): FieldError[] => [
  ...(of.requiredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((term, i) => podTerm(index(`${path}.requiredDuringSchedulingIgnoredDuringExecution`, i), term)),
  ...(of.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((term, i) => {
    const at = index(`${path}.preferredDuringSchedulingIgnoredDuringExecution`, i);
    return [...weight(at, term.weight), ...podTerm(`${at}.podAffinityTerm`, term.podAffinityTerm)];
  }),
];

export function validateAffinity(path: string, affinity: Affinity | undefined): FieldError[] {
  if (!affinity) return [];
  const node = `${path}.nodeAffinity`;
  const wanted = affinity.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return [
    ...(wanted ? validateNodeSelector(`${node}.requiredDuringSchedulingIgnoredDuringExecution`, wanted) : []),
    ...(affinity.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((term, i) => {
      const at = index(`${node}.preferredDuringSchedulingIgnoredDuringExecution`, i);
      return [...weight(at, term.weight), ...validateNodeSelectorTerm(`${at}.preference`, term.preference, true)];
    }),
    ...(affinity.podAffinity ? podTerms(`${path}.podAffinity`, affinity.podAffinity) : []),
    ...(affinity.podAntiAffinity ? podTerms(`${path}.podAntiAffinity`, affinity.podAntiAffinity) : []),
  ];
}

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTolerations(path: string, tolerations: readonly Toleration[] | undefined): FieldError[] {
  return (tolerations ?? []).flatMap((toleration, i) => {
    const at = index(path, i);
    const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration as { readonly [K in keyof Toleration]: Toleration[K] | '' };
    const errors: FieldError[] = key === '' ? [] : labelName(`${at}.key`, key);
    if (key === '' && operator !== 'Exists')
      errors.push(invalid(`${at}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    if (operator === 'Equal' || operator === '') {
      const messages = isValidLabelValue(value);
      if (messages.length > 0) errors.push(invalid(`${at}.operator`, value, messages.join(';')));
    } else if (operator === 'Exists') {
      if (value !== '') errors.push(invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else {
      errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    }
    return effect !== '' && !taintEffects.includes(effect) ? [...errors, notSupported(`${at}.effect`, effect, taintEffects)] : errors;
  });
}

export function validateSpread(path: string, constraints: readonly TopologySpreadConstraint[] | undefined): FieldError[] {
  const all = constraints ?? [];
  return all.flatMap((constraint, i) => {
    const at = index(path, i);
    const {
      topologyKey = '',
      whenUnsatisfiable = '',
      minDomains,
    } = constraint as { readonly topologyKey?: string; readonly whenUnsatisfiable?: string; readonly minDomains?: number };
    const errors: FieldError[] = positive(`${at}.maxSkew`, constraint.maxSkew);
    const actions = ['DoNotSchedule', 'ScheduleAnyway'];
    if (topologyKey === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    if (!actions.includes(whenUnsatisfiable)) errors.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, actions));
    if (all.slice(i + 1).some((other) => (other.topologyKey ?? '') === topologyKey && (other.whenUnsatisfiable ?? '') === whenUnsatisfiable)) {
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`));
    }
    if (minDomains !== undefined) {
      errors.push(...positive(`${at}.minDomains`, minDomains));
      if (whenUnsatisfiable !== 'DoNotSchedule')
        errors.push(invalid(`${at}.minDomains`, minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`));
    }
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[name];
      if (policy !== undefined && policy !== 'Honor' && policy !== 'Ignore') errors.push(notSupported(`${at}.${name}`, policy, ['Honor', 'Ignore']));
    }
    return [
      ...errors,
      ...matchLabelKeys(at, constraint.matchLabelKeys, undefined, constraint.labelSelector),
      ...validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`),
    ];
  });
}
