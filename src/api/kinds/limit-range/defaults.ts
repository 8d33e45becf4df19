/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem. */
import { change, each, given } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import { roundUpResources } from '../shared-resources.ts';
import type { LimitRange, LimitRangeItem } from './types.ts';

/** A container's limit is at most the maximum, and its request as much as its limit, where nothing else is said. */
function defaultItem(item: LimitRangeItem): LimitRangeItem {
  const rounded = change(item, {
    max: given(item.max, roundUpResources),
    min: given(item.min, roundUpResources),
    default: given(item.default, roundUpResources),
    defaultRequest: given(item.defaultRequest, roundUpResources),
    maxLimitRequestRatio: given(item.maxLimitRequestRatio, roundUpResources),
  });
  if (rounded.type !== 'Container') return rounded;
  const limits = { ...rounded.max, ...rounded.default };
  const requests = { ...rounded.min, ...limits, ...rounded.defaultRequest };
  const added = (of: object, to: object | undefined): boolean => Object.keys(of).length > Object.keys(to ?? {}).length;
  return change(rounded, {
    ...(added(limits, rounded.default) ? { default: limits } : {}),
    ...(added(requests, rounded.defaultRequest) ? { defaultRequest: requests } : {}),
  });
}

export function defaultLimitRange(object: LimitRange): LimitRange {
  const limitRange = canonical('core.v1.LimitRange', object);
  const limits = each(limitRange.spec.limits ?? undefined, defaultItem) ?? limitRange.spec.limits;
  return change(limitRange, { spec: change(limitRange.spec, { limits }) });
}
