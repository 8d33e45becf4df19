/** Defaults of volumes (upstream: pkg/apis/core/v1/defaults.go, zz_generated.defaults.go). */
import { change, each, fill, given } from '../fill.ts';
import { roundUpResources } from '../shared-resources.ts';
import type { PersistentVolumeClaimSpec } from '../persistent-volume-claim/types.ts';
import { defaultPullPolicy } from './image-reference.ts';
import type { DownwardAPIVolumeFile, ObjectFieldSelector, Volume, VolumeProjection } from './volume-types.ts';

/** 0644 in octal. */
const defaultMode = 420;

export const withApiVersion = (selector: ObjectFieldSelector): ObjectFieldSelector => fill(selector, { apiVersion: 'v1' });
const downwardFile = (file: DownwardAPIVolumeFile): DownwardAPIVolumeFile => change(file, { fieldRef: given(file.fieldRef, withApiVersion) });

const projection = (source: VolumeProjection): VolumeProjection =>
  change(source, {
    downwardAPI: given(source.downwardAPI, (of) => change(of, { items: each(of.items, downwardFile) })),
    serviceAccountToken: given(source.serviceAccountToken, (of) => fill(of, { expirationSeconds: 3600 })),
  });

/** Upstream: SetDefaults_PersistentVolumeClaimSpec. */
export function defaultClaimSpec(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  const filled = fill(spec, { volumeMode: 'Filesystem' });
  return change(filled, {
    resources: given(filled.resources, (resources) =>
      change(resources, {
        limits: given(resources.limits, roundUpResources),
        requests: given(resources.requests, roundUpResources),
      }),
    ),
  });
}

type Shared = Pick<Volume, 'hostPath' | 'iscsi' | 'azureDisk'> & {
  readonly rbd?: { readonly pool?: string; readonly user?: string; readonly keyring?: string };
  readonly scaleIO?: { readonly storageMode?: string; readonly fsType?: string };
};

/** Of the sources that PersistentVolumes have as well. */
export const defaultSharedSources = (of: Shared): Shared =>
  change(of, {
    hostPath: given(of.hostPath, (source) => fill(source, { type: '' })),
    iscsi: given(of.iscsi, (source) => fill(source, { iscsiInterface: 'default' })),
    rbd: given(of.rbd, (source) => fill(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' })),
    azureDisk: given(of.azureDisk, (source) => fill(source, { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' })),
    scaleIO: given(of.scaleIO, (source) => fill(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' })),
  });

export function defaultVolume(volume: Volume): Volume {
  const sources = Object.keys(volume).filter((key) => key !== 'name');
  if (sources.length === 0) return { ...volume, emptyDir: {} };
  return change(defaultSharedSources(volume) as Volume, {
    secret: given(volume.secret, (of) => fill(of, { defaultMode })),
    configMap: given(volume.configMap, (of) => fill(of, { defaultMode })),
    downwardAPI: given(volume.downwardAPI, (of) => change(fill(of, { defaultMode }), { items: each(of.items, downwardFile) })),
    projected: given(volume.projected, (of) => change(fill(of, { defaultMode }), { sources: each(of.sources ?? undefined, projection) ?? of.sources })),
    image: given(volume.image, (of) => fill(of, { pullPolicy: defaultPullPolicy(of.reference ?? '') })),
    ephemeral: given(volume.ephemeral, (of) =>
      change(of, {
        volumeClaimTemplate: given(of.volumeClaimTemplate, (template) => change(template, { spec: defaultClaimSpec(template.spec) })),
      }),
    ),
  });
}
