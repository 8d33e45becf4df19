/** Which CSI drivers a node has: none here (upstream: api storage/v1/types.go, pkg/registry/storage/csinode/strategy.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import type { KubeObject } from '../../meta/types.ts';
import { lateChecks } from '../late-checks.ts';
import { ageColumn } from '../printing.ts';

export interface CSINodeDriver {
  readonly name: string;
  readonly nodeID: string;
  readonly topologyKeys?: readonly string[] | null;
  readonly allocatable?: { readonly count?: number };
}

export interface CSINode extends KubeObject {
  readonly spec: { readonly drivers: readonly CSINodeDriver[] | null };
}

export const csiNode: KindDescriptor<CSINode> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  plural: 'csinodes',
  singular: 'csinode',
  shortNames: [],
  namespaced: false,
  hasStatus: false,
  generation: false,
  ...lateChecks('io.k8s.api.storage.v1.CSINode'),
  columns: [{ name: 'Drivers', priority: 0, cell: ({ spec }) => spec.drivers?.length ?? 0 }, ageColumn],
};
