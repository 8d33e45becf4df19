/** Upstream: pkg/apis/apps/v1/defaults.go SetDefaults_StatefulSet. */
import { change, each, fill, given } from '../fill.ts';
import { defaultClaim } from '../persistent-volume-claim/defaults.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { canonical } from '../shapes/shape.ts';
import type { StatefulSet, StatefulSetUpdateStrategy } from './types.ts';

function defaultStrategy(strategy: StatefulSetUpdateStrategy): StatefulSetUpdateStrategy {
  if (!strategy.type) return { type: 'RollingUpdate', rollingUpdate: fill(strategy.rollingUpdate ?? { partition: 0 }, { partition: 0 }) };
  if (strategy.type !== 'RollingUpdate') return strategy;
  return change(strategy, { rollingUpdate: given(strategy.rollingUpdate, (rollingUpdate) => fill(rollingUpdate, { partition: 0 })) });
}

export function defaultStatefulSet(object: StatefulSet): StatefulSet {
  const statefulSet = canonical('apps.v1.StatefulSet', object);
  const spec = fill(statefulSet.spec, {
    podManagementPolicy: 'OrderedReady',
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    replicas: 1,
    revisionHistoryLimit: 10,
  });
  return change(statefulSet, {
    spec: change(spec, {
      updateStrategy: defaultStrategy(spec.updateStrategy),
      persistentVolumeClaimRetentionPolicy: fill(spec.persistentVolumeClaimRetentionPolicy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
      template: defaultPodTemplate(spec.template),
      volumeClaimTemplates: each(spec.volumeClaimTemplates, (claim) => defaultClaim(change(claim, { kind: 'PersistentVolumeClaim', apiVersion: 'v1' }))),
    }),
  });
}
