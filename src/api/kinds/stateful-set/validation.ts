/** Upstream: pkg/apis/apps/validation/validation.go ValidateStatefulSetSpec, ValidateStatefulSetUpdate, ValidateStatefulSetStatusUpdate. */
import { forbidden, index, invalid, notSupported, type FieldError } from '../../meta/field-error.ts';
import { semanticallyEqual, validateNonnegative } from '../../meta/object-meta.ts';
import { dnsLabel } from '../checks.ts';
import { change } from '../fill.ts';
import { validateClaimSpec } from '../persistent-volume-claim/spec-validation.ts';
import { claimSpecWarnings } from '../persistent-volume-claim/warnings.ts';
import { validatePodTemplate } from '../pod/spec-validation.ts';
import type { PodTemplateSpec } from '../pod/types.ts';
import type { Volume } from '../pod/volume-types.ts';
import { podSpecWarnings } from '../pod/warnings.ts';
import { goValue } from '../shapes/go-value.ts';
import { alwaysRestarting, collisionCountDecremented, counts, labelsMatch, usableSelector, validateWorkloadSelector } from '../workload-validation.ts';
import type { StatefulSet, StatefulSetSpec, StatefulSetUpdateStrategy } from './types.ts';

function validateStrategy(path: string, strategy: StatefulSetUpdateStrategy): FieldError[] {
  switch (strategy.type as string) {
    case 'OnDelete':
      return strategy.rollingUpdate
        ? [invalid(`${path}.rollingUpdate`, goValue('apps.v1.RollingUpdateStatefulSetStrategy', strategy.rollingUpdate), "only allowed for updateStrategy 'RollingUpdate'")]
        : [];
    case 'RollingUpdate':
      return validateNonnegative(strategy.rollingUpdate?.partition, `${path}.rollingUpdate.partition`);
    default:
      return [invalid(path, goValue('apps.v1.StatefulSetUpdateStrategy', strategy), "must be 'RollingUpdate' or 'OnDelete'")];
  }
}

const retention = (path: string, policy: string): FieldError[] => (['Retain', 'Delete'].includes(policy) ? [] : [notSupported(path, policy, ['Retain', 'Delete'])]);

/** The template as its pods will have it: the claims' volumes in it, and without the names that the controller sets. */
function templateOfPods({ template, volumeClaimTemplates = [] }: StatefulSetSpec): PodTemplateSpec {
  const names = new Set(volumeClaimTemplates.map(({ metadata: { name } }) => name));
  const claims = [...names].map((name): Volume => ({ name, persistentVolumeClaim: { claimName: name } }));
  const volumes = [...claims, ...(template.spec.volumes ?? []).filter(({ name }) => !names.has(name))];
  return change(template, { spec: change(template.spec, { subdomain: undefined, hostname: undefined, ...(claims.length > 0 ? { volumes } : {}) }) });
}

const policies = ['OrderedReady', 'Parallel'];

function validateSpec(spec: StatefulSetSpec, isUpdate: boolean, withTemplate: boolean): FieldError[] {
  const usable = usableSelector('spec.selector', spec.selector, '');
  const template = templateOfPods(spec);
  return [
    ...(policies.includes(spec.podManagementPolicy) ? [] : [invalid('spec.podManagementPolicy', spec.podManagementPolicy, "must be 'OrderedReady' or 'Parallel'")]),
    ...validateStrategy('spec.updateStrategy', spec.updateStrategy),
    ...retention('spec.persistentVolumeClaimRetentionPolicy.whenDeleted', spec.persistentVolumeClaimRetentionPolicy.whenDeleted),
    ...retention('spec.persistentVolumeClaimRetentionPolicy.whenScaled', spec.persistentVolumeClaimRetentionPolicy.whenScaled),
    // Neither the claims nor the name of the service can be changed: what they are is not said again.
    ...(isUpdate ? [] : (spec.volumeClaimTemplates ?? []).flatMap((claim, i) => validateClaimSpec(`${index('spec.volumeClaimTemplates', i)}.spec`, claim.spec))),
    ...validateNonnegative(spec.replicas, 'spec.replicas'),
    ...validateNonnegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateNonnegative(spec.ordinals?.start, 'spec.ordinals.start'),
    ...(isUpdate || !spec.serviceName ? [] : dnsLabel('spec.serviceName', spec.serviceName)),
    ...validateWorkloadSelector('spec.selector', spec.selector, 'statefulset'),
    ...('error' in usable ? [usable.error] : [...labelsMatch('spec.template', template, usable.selector), ...(withTemplate ? validatePodTemplate('spec.template', template) : [])]),
    ...alwaysRestarting('spec.template', spec.template, 'StatefulSet'),
  ];
}

/** A template that was invalid already does not stand in the way of an update. */
export const validateStatefulSet = ({ spec }: StatefulSet, old?: StatefulSet): readonly FieldError[] =>
  validateSpec(spec, old !== undefined, old === undefined || validateSpec(old.spec, true, true).length === 0);

const mutableFields = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds'] as const;

function validateFixedFields(spec: StatefulSetSpec, old: StatefulSetSpec): FieldError[] {
  const rest = (of: StatefulSetSpec): Partial<StatefulSetSpec> => change<Partial<StatefulSetSpec>>(of, Object.fromEntries(mutableFields.map((name) => [name, undefined])));
  if (semanticallyEqual(rest(spec), rest(old))) return [];
  const names = mutableFields.map((name) => `'${name}'`);
  return [forbidden('spec', `updates to statefulset spec for fields other than ${names.slice(0, -1).join(', ')} and ${names.at(-1)} are forbidden`)];
}

function validateStatus({ status }: StatefulSet, old: StatefulSet): FieldError[] {
  const { replicas = 0, readyReplicas = 0, currentReplicas = 0, updatedReplicas = 0, availableReplicas = 0, observedGeneration, collisionCount } = status;
  const over = (name: string, value: number, limit: number, of: string): FieldError[] =>
    value > limit ? [invalid(`status.${name}`, value, `cannot be greater than status.${of}`)] : [];
  return [
    ...counts('status', { replicas, readyReplicas, currentReplicas, updatedReplicas, availableReplicas, observedGeneration, collisionCount }),
    ...over('readyReplicas', readyReplicas, replicas, 'replicas'),
    ...over('currentReplicas', currentReplicas, replicas, 'replicas'),
    ...over('updatedReplicas', updatedReplicas, replicas, 'replicas'),
    ...over('availableReplicas', availableReplicas, replicas, 'replicas'),
    ...over('availableReplicas', availableReplicas, readyReplicas, 'readyReplicas'),
    ...collisionCountDecremented(status, old.status),
  ];
}

export const validateStatefulSetUpdate = (object: StatefulSet, old: StatefulSet, subresource: '' | 'status'): readonly FieldError[] =>
  subresource === 'status' ? validateStatus(object, old) : validateFixedFields(object.spec, old.spec);

export function statefulSetWarnings(object: StatefulSet, old: StatefulSet | undefined): readonly string[] {
  const { template, volumeClaimTemplates = [], revisionHistoryLimit } = object.spec;
  return [
    ...(old && object.metadata.generation === old.metadata.generation ? [] : podSpecWarnings('spec.template', template.spec, template.metadata)),
    ...volumeClaimTemplates.flatMap((claim, i) => claimSpecWarnings(`${index('spec.volumeClaimTemplates', i)}${old ? '.Spec' : ''}`, claim.spec)),
    ...(revisionHistoryLimit < 0 ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'] : []),
  ];
}
