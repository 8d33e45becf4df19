/** The two fields that say what a claim's volume is filled with (upstream: pkg/api/persistentvolumeclaim/util.go). */
import { change } from '../fill.ts';
import type { TypedLocalObjectReference } from '../shared-types.ts';
import type { PersistentVolumeClaimSpec } from './types.ts';

const isClaimOrSnapshot = ({ kind, apiGroup }: TypedLocalObjectReference): boolean =>
  (kind === 'PersistentVolumeClaim' && !apiGroup) || (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io');

/** What can not be used is dropped without a word, and the two fields are brought in step. */
export function normalizeDataSources(spec: PersistentVolumeClaimSpec, old: PersistentVolumeClaimSpec | undefined): PersistentVolumeClaimSpec {
  let { dataSource, dataSourceRef } = spec;
  // Sources in other namespaces are a feature that is switched off.
  if (dataSourceRef?.namespace && !old?.dataSourceRef) dataSourceRef = undefined;
  if (!old?.dataSource && !old?.dataSourceRef && !dataSourceRef && dataSource && !isClaimOrSnapshot(dataSource)) dataSource = undefined;
  if (dataSource && !dataSourceRef) dataSourceRef = dataSource;
  else if (dataSourceRef && !dataSource && !dataSourceRef.namespace) dataSource = { apiGroup: dataSourceRef.apiGroup, kind: dataSourceRef.kind, name: dataSourceRef.name };
  return change(spec, { dataSource, dataSourceRef });
}
