/** A class of devices that claims may ask for (upstream: pkg/registry/resource/deviceclass/strategy.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import type { KubeObject } from '../../meta/types.ts';
import { lateChecks } from '../late-checks.ts';
import { ageColumn } from '../printing.ts';
import type { DeviceConfiguration, DeviceSelector } from '../resource-claim/types.ts';

export interface DeviceClass extends KubeObject {
  readonly spec: { readonly selectors?: readonly DeviceSelector[]; readonly config?: readonly DeviceConfiguration[]; readonly extendedResourceName?: string };
}

export const deviceClass: KindDescriptor<DeviceClass> = {
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  singular: 'deviceclass',
  shortNames: [],
  namespaced: false,
  hasStatus: false,
  ...lateChecks('io.k8s.api.resource.v1.DeviceClass'),
  columns: [ageColumn],
};
