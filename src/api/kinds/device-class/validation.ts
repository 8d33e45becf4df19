/** Upstream: pkg/apis/resource/validation/validation.go. */
import { change } from '../fill.ts';
import type { Checks } from '../late-checks.ts';
import { checkConfiguration, checkSelectors, checkSet } from '../resource-claim/validation.ts';
import type { DeviceClass } from './descriptor.ts';

const MOST = 32;

/** Classes in place of extended resources are a feature that is off in v1.34. */
const withoutFeatures = (object: DeviceClass): DeviceClass => change(object, { spec: change(object.spec, { extendedResourceName: undefined }) });

export const deviceClassChecks: Checks<DeviceClass> = {
  prepareForCreate: withoutFeatures,
  prepareForUpdate: withoutFeatures,
  validate: ({ spec }) => [...checkSelectors('spec.selectors', spec.selectors), ...checkSet('spec.config', spec.config ?? [], MOST, checkConfiguration)],
};
