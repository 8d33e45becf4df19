/** A wish that a volume be attached to a node. No driver runs here to grant it (upstream: api storage/v1/types.go, pkg/registry/storage/volumeattachment/strategy.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import type { KubeObject } from '../../meta/types.ts';
import { lateChecks } from '../late-checks.ts';
import type { PersistentVolumeSpec } from '../persistent-volume/types.ts';
import { ageColumn } from '../printing.ts';

export interface VolumeError {
  readonly time?: string;
  readonly message?: string;
  readonly errorCode?: number;
}

export interface VolumeAttachment extends KubeObject {
  readonly spec: {
    readonly attacher: string;
    readonly source: { readonly persistentVolumeName?: string; readonly inlineVolumeSpec?: PersistentVolumeSpec };
    readonly nodeName: string;
  };
  readonly status: {
    readonly attached: boolean;
    readonly attachmentMetadata?: Readonly<Record<string, string>>;
    readonly attachError?: VolumeError;
    readonly detachError?: VolumeError;
  };
}

export const volumeAttachment: KindDescriptor<VolumeAttachment> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  singular: 'volumeattachment',
  shortNames: [],
  namespaced: false,
  hasStatus: true,
  generation: false,
  ...lateChecks('io.k8s.api.storage.v1.VolumeAttachment'),
  columns: [
    { name: 'Attacher', priority: 0, cell: ({ spec }) => spec.attacher },
    { name: 'PV', priority: 0, cell: ({ spec }) => spec.source.persistentVolumeName ?? '' },
    { name: 'Node', priority: 0, cell: ({ spec }) => spec.nodeName },
    { name: 'Attached', priority: 0, cell: ({ status }) => String(status.attached) },
    ageColumn,
  ],
};
