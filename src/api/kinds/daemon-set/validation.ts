/** Upstream: pkg/apis/apps/validation/validation.go ValidateDaemonSetSpec, ValidateDaemonSetUpdate, ValidateDaemonSetStatusUpdate. */
import { invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { validateImmutable, validateNonnegative } from '../../meta/object-meta.ts';
import { toSelector, validateLabelSelector } from '../../meta/selector.ts';
import { validatePodTemplate } from '../pod/spec-validation.ts';
import { podSpecWarnings } from '../pod/warnings.ts';
import { goValue } from '../shapes/go-value.ts';
import { alwaysRestarting, amountIn, atMost100Percent, collisionCountDecremented, counts, isEmptySelector, labelsMatch, positiveIntOrPercent } from '../workload-validation.ts';
import { templateGeneration } from './template-generation.ts';
import type { DaemonSet, DaemonSetUpdateStrategy } from './types.ts';

function validateStrategy(path: string, strategy: DaemonSetUpdateStrategy): FieldError[] {
  if (strategy.type === 'OnDelete') return [];
  if (strategy.type !== 'RollingUpdate') return [notSupported(path, goValue('apps.v1.DaemonSetUpdateStrategy', strategy), ['RollingUpdate', 'OnDelete'])];
  const at = `${path}.rollingUpdate`;
  if (!strategy.rollingUpdate) return [required(at)];
  const { maxUnavailable, maxSurge } = strategy.rollingUpdate;
  const [unavailable, surge] = [amountIn(maxUnavailable) !== 0, amountIn(maxSurge) !== 0];
  return [
    ...positiveIntOrPercent(`${at}.maxUnavailable`, maxUnavailable),
    ...positiveIntOrPercent(`${at}.maxSurge`, maxSurge),
    ...atMost100Percent(`${at}.maxUnavailable`, maxUnavailable),
    ...atMost100Percent(`${at}.maxSurge`, maxSurge),
    ...(unavailable && surge ? [invalid(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero')] : []),
    ...(!unavailable && !surge ? [required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')] : []),
  ];
}

export function validateDaemonSet({ spec }: DaemonSet): readonly FieldError[] {
  const { selector, template } = spec;
  const made = toSelector(selector ?? undefined);
  return [
    ...validateLabelSelector(selector ?? undefined, 'spec.selector'),
    ...(made.ok ? labelsMatch('spec.template', template, made.value) : []),
    ...(isEmptySelector(selector) ? [invalid('spec.selector', goValue('meta.v1.LabelSelector', selector), 'empty selector is invalid for daemonset')] : []),
    ...validatePodTemplate('spec.template', template),
    ...alwaysRestarting('spec.template', template, 'DaemonSet'),
    ...validateNonnegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateStrategy('spec.updateStrategy', spec.updateStrategy),
    ...validateNonnegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ];
}

const validateStatus = ({ status }: DaemonSet, old: DaemonSet): FieldError[] => {
  const {
    currentNumberScheduled,
    numberMisscheduled,
    desiredNumberScheduled,
    numberReady,
    observedGeneration,
    updatedNumberScheduled,
    numberAvailable,
    numberUnavailable,
    collisionCount,
  } = status;
  return [
    ...counts('status', {
      currentNumberScheduled,
      numberMisscheduled,
      desiredNumberScheduled,
      numberReady,
      observedGeneration,
      updatedNumberScheduled,
      numberAvailable,
      numberUnavailable,
      collisionCount,
    }),
    ...collisionCountDecremented(status, old.status),
  ];
};

export const validateDaemonSetUpdate = (object: DaemonSet, old: DaemonSet, subresource: '' | 'status'): readonly FieldError[] =>
  subresource === 'status'
    ? validateStatus(object, old)
    : validateImmutable(goValue('meta.v1.LabelSelector', object.spec.selector), goValue('meta.v1.LabelSelector', old.spec.selector), 'spec.selector');

export const daemonSetWarnings = (object: DaemonSet, old: DaemonSet | undefined): readonly string[] =>
  old && templateGeneration(object) === templateGeneration(old) ? [] : podSpecWarnings('spec.template', object.spec.template.spec, object.spec.template.metadata);
