/** Devices that a driver offers. No driver runs here, but somebody may write slices by hand (upstream: pkg/registry/resource/resourceslice/strategy.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import type { KubeObject } from '../../meta/types.ts';
import { lateChecks } from '../late-checks.ts';
import type { NodeSelector } from '../shared-types.ts';
import { ageColumn } from '../printing.ts';

export interface DeviceAttribute {
  readonly int?: number;
  readonly bool?: boolean;
  readonly string?: string;
  readonly version?: string;
}

export interface Device {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, DeviceAttribute>>;
  readonly capacity?: Readonly<Record<string, { readonly value: string; readonly requestPolicy?: object }>>;
}

export interface ResourceSlice extends KubeObject {
  readonly spec: {
    readonly driver: string;
    readonly pool: { readonly name: string; readonly generation: number; readonly resourceSliceCount: number };
    readonly nodeName?: string;
    readonly nodeSelector?: NodeSelector;
    readonly allNodes?: boolean;
    readonly devices?: readonly Device[] | null;
    readonly perDeviceNodeSelection?: boolean;
    readonly sharedCounters?: readonly object[];
  };
}

export const resourceSlice: KindDescriptor<ResourceSlice> = {
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  singular: 'resourceslice',
  shortNames: [],
  namespaced: false,
  hasStatus: false,
  ...lateChecks('io.k8s.api.resource.v1.ResourceSlice'),
  selectableFields: ({ spec }) => ({ 'spec.nodeName': spec.nodeName ?? '', 'spec.driver': spec.driver }),
  columns: [
    { name: 'Node', priority: 0, cell: ({ spec }) => spec.nodeName ?? '' },
    { name: 'Driver', priority: 0, cell: ({ spec }) => spec.driver },
    { name: 'Pool', priority: 0, cell: ({ spec }) => spec.pool.name },
    ageColumn,
  ],
};
