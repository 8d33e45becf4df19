/** Pods of their own: create and update (upstream: validation.go ValidatePodCreate, ValidatePodUpdate, ValidatePodStatusUpdate). */
import { deepEqual } from '../../../base/equal.ts';
import { forbidden, index, invalid, keyed, required, type FieldError } from '../../meta/field-error.ts';
import { change } from '../fill.ts';
import { jsonDiff } from '../go-diff.ts';
import { goValue } from '../shapes/go-value.ts';
import type { NodeAffinity, Toleration } from './affinity-types.ts';
import { validateTolerations } from './affinity-validation.ts';
import { validateImageWhitespace } from './container-validation.ts';
import type { Container } from './container-types.ts';
import { validatePodAnnotations, validatePodSpec } from './spec-validation.ts';
import type { Pod, PodSpec } from './types.ts';

/** What holds whenever a pod is written. */
export function validatePod(pod: Pod): readonly FieldError[] {
  const { spec, metadata } = pod;
  const tokens = spec.serviceAccountName
    ? []
    : (spec.volumes ?? []).flatMap((volume, i) =>
        (volume.projected?.sources ?? []).flatMap((source, j) =>
          source.serviceAccountToken
            ? [forbidden(`${index(`${index('spec.volumes', i)}.projected.sources`, j)}.serviceAccountToken`, 'must not be specified when serviceAccountName is not set')]
            : [],
        ),
      );
  return [
    ...validatePodAnnotations('metadata.annotations', metadata.annotations, spec),
    ...validatePodSpec('spec', spec, { meta: metadata }),
    ...tokens,
    ...(spec.containers ?? []).flatMap((container, i) => validateImageWhitespace(index('spec.containers', i), container)),
    ...(spec.initContainers ?? []).flatMap((container, i) => validateImageWhitespace(index('spec.initContainers', i), container)),
  ];
}

/** What holds for new pods only. */
export const validateNewPod = ({ spec }: Pod): readonly FieldError[] => [
  ...((spec.ephemeralContainers ?? []).length > 0 ? [forbidden('spec.ephemeralContainers', 'cannot be set on create')] : []),
  ...(spec.nodeName && (spec.schedulingGates ?? []).length > 0 ? [forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')] : []),
];

const fixedAnnotations: readonly (readonly [matches: (key: string) => boolean, what: string])[] = [
  [(key) => key.startsWith('container.apparmor.security.beta.kubernetes.io/'), 'AppArmor annotations'],
  [(key) => key === 'kubernetes.io/config.mirror', 'mirror pod annotation'],
];

function annotationUpdate(pod: Pod, old: Pod): FieldError[] {
  const next = pod.metadata.annotations ?? {};
  const before = old.metadata.annotations ?? {};
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(before)) {
    if (next[key] === value) continue;
    for (const [matches, what] of fixedAnnotations) if (matches(key)) errors.push(forbidden(keyed('metadata.annotations', key), `may not remove or update ${what}`));
  }
  for (const key of Object.keys(next)) {
    if (Object.hasOwn(before, key)) continue;
    for (const [matches, what] of fixedAnnotations) if (matches(key)) errors.push(forbidden(keyed('metadata.annotations', key), `may not add ${what}`));
  }
  return [...errors, ...validatePodAnnotations('metadata.annotations', next, pod.spec)];
}

/** `undefined`: containers were added or removed, and nothing else is looked at. */
function containerUpdate(path: string, containers: readonly Container[], old: readonly Container[]): FieldError[] | undefined {
  if (containers.length !== old.length) return undefined;
  return containers.flatMap((container, i) => [...(container.image ? [] : [required(`${index(path, i)}.image`)]), ...validateImageWhitespace(index(path, i), container)]);
}

function addedTolerations(next: readonly Toleration[] = [], old: readonly Toleration[] = []): FieldError[] {
  const kept = old.every((toleration) => next.some((other) => deepEqual({ ...toleration, tolerationSeconds: 0 }, { ...other, tolerationSeconds: 0 })));
  return kept ? validateTolerations('spec.tolerations', next) : [forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

const withOldImages = (containers: readonly Container[] | undefined, old: readonly Container[] | undefined): readonly Container[] | undefined =>
  containers?.map((container, i) => ({ ...container, image: old![i]!.image }));

/** Only additions are allowed while a pod is gated. */
function nodeAffinityUpdate(next: NodeAffinity | undefined, old: NodeAffinity | undefined): FieldError[] {
  const path = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  const before = old?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const after = next?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (before.length === 0) return [];
  if (before.length !== after.length)
    return [
      invalid(
        path,
        after.map((term) => goValue('core.v1.NodeSelectorTerm', term)),
        'no additions/deletions to non-empty NodeSelectorTerms list are allowed',
      ),
    ];
  return before.flatMap((term, i) => {
    const keeps = (list: 'matchExpressions' | 'matchFields'): boolean => (term[list] ?? []).every((item, j) => deepEqual(item, after[i]![list]?.[j]));
    const hadNone = (term.matchExpressions ?? []).length === 0 && (term.matchFields ?? []).length === 0;
    const changed = !deepEqual(term, after[i]);
    return (hadNone && changed) || !keeps('matchExpressions') || !keeps('matchFields')
      ? [invalid(index(path, i), goValue('core.v1.NodeSelectorTerm', after[i]), 'only additions are allowed (no mutations or deletions)')]
      : [];
  });
}

const fixedFields =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The new spec with what may change as it was; and the errors of what a gated pod may change. */
function munged(next: PodSpec, old: PodSpec): { readonly spec: PodSpec; readonly errors: readonly FieldError[] } {
  let spec = change(next, {
    containers: withOldImages(next.containers, old.containers) ?? next.containers,
    initContainers: withOldImages(next.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    terminationGracePeriodSeconds:
      old.terminationGracePeriodSeconds < 0 && next.terminationGracePeriodSeconds === 1 ? old.terminationGracePeriodSeconds : next.terminationGracePeriodSeconds,
  });
  if ((old.schedulingGates ?? []).length === 0) return { spec, errors: [] };
  const errors: FieldError[] = [];
  const removed = Object.entries(old.nodeSelector ?? {}).some(([key, value]) => next.nodeSelector?.[key] !== value);
  if (removed) errors.push(invalid('spec.nodeSelector', next.nodeSelector, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'));
  spec = change(spec, { nodeSelector: old.nodeSelector });
  if (!deepEqual(next.affinity?.nodeAffinity, old.affinity?.nodeAffinity)) {
    errors.push(...nodeAffinityUpdate(next.affinity?.nodeAffinity, old.affinity?.nodeAffinity));
    const affinity = change(spec.affinity ?? {}, { nodeAffinity: old.affinity?.nodeAffinity });
    spec = change(spec, { affinity: Object.keys(affinity).length === 0 && !old.affinity ? undefined : affinity });
  }
  return { spec, errors };
}

export function validatePodUpdate(pod: Pod, old: Pod, subresource: '' | 'status'): readonly FieldError[] {
  if (subresource === 'status') return [];
  const errors = annotationUpdate(pod, old);
  const { spec } = pod;
  for (const list of ['containers', 'initContainers'] as const) {
    const own = containerUpdate(`spec.${list}`, spec[list] ?? [], old.spec[list] ?? []);
    if (!own) return [...errors, forbidden(`spec.${list}`, 'pod updates may not add or remove containers')];
    errors.push(...own);
  }
  const deadline = spec.activeDeadlineSeconds;
  const before = old.spec.activeDeadlineSeconds;
  if (deadline !== undefined) {
    if (deadline < 0 || deadline > 2147483647) return [...errors, invalid('spec.activeDeadlineSeconds', deadline, 'must be between 0 and 2147483647, inclusive')];
    if (before !== undefined && before < deadline) return [...errors, invalid('spec.activeDeadlineSeconds', deadline, 'must be less than or equal to previous value')];
  } else if (before !== undefined) {
    errors.push(invalid('spec.activeDeadlineSeconds', null, 'must not update from a positive integer to nil value'));
  }
  errors.push(...addedTolerations(spec.tolerations, old.spec.tolerations));
  for (const [i, { name }] of (spec.schedulingGates ?? []).entries()) {
    if (!(old.spec.schedulingGates ?? []).some((gate) => gate.name === name)) {
      errors.push(forbidden(`${index('spec.schedulingGates', i)}.name`, `only deletion is allowed, but found new scheduling gate '${name}'`));
    }
  }
  if (deepEqual(spec, old.spec)) return errors;
  const allowed = munged(spec, old.spec);
  errors.push(...allowed.errors);
  if (!deepEqual(allowed.spec, old.spec)) {
    const diff = jsonDiff(goValue('core.v1.PodSpec', old.spec), goValue('core.v1.PodSpec', allowed.spec));
    errors.push(forbidden('spec', `${fixedFields}\n${diff}`));
  }
  return errors;
}
