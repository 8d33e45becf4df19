/** Upstream: pkg/apis/apps/v1/defaults.go SetDefaults_ReplicaSet. */
import { change, fill } from '../fill.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { canonical } from '../shapes/shape.ts';
import type { ReplicaSet } from './types.ts';

export function defaultReplicaSet(object: ReplicaSet): ReplicaSet {
  const replicaSet = canonical('apps.v1.ReplicaSet', object);
  const spec = fill(replicaSet.spec, { replicas: 1 });
  return change(replicaSet, { spec: change(spec, { template: defaultPodTemplate(spec.template) }) });
}
