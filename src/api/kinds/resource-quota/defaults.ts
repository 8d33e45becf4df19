/** Upstream: pkg/apis/core/v1/zz_generated.defaults.go SetObjectDefaults_ResourceQuota. */
import { change, given } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import { roundUpResources } from '../shared-resources.ts';
import type { ResourceQuota } from './types.ts';

export function defaultResourceQuota(object: ResourceQuota): ResourceQuota {
  const quota = canonical('core.v1.ResourceQuota', object);
  const { spec, status } = quota;
  return change(quota, {
    spec: change(spec, { hard: given(spec.hard, roundUpResources) }),
    status: change(status, { hard: given(status.hard, roundUpResources), used: given(status.used, roundUpResources) }),
  });
}
