/** Files of one volume that would hide each other (upstream: pkg/api/pod/warnings.go warningsForOverlappingVirtualPaths). */
import { quote } from '../../../base/go-format.ts';
import type { Volume, VolumeProjection } from './volume-types.ts';

interface FileOf {
  readonly path: string;
  /** Where it comes from; empty where that goes without saying. */
  readonly source: string;
}

const shown = ({ path, source }: FileOf): string => (source === '' ? quote(path) : `${quote(path)} (${source})`);
const trimmed = (path: string | undefined): string => (path ?? '').replace(/\/+$/, '');

function overlaps(files: readonly FileOf[]): string[] {
  return files.flatMap((file, at) =>
    file.path === ''
      ? []
      : files
          .slice(0, at)
          .filter((other) => other.path !== '' && (`${other.path}/`.startsWith(`${file.path}/`) || `${file.path}/`.startsWith(`${other.path}/`)))
          .map((other) => `${shown(file)} with ${shown(other)}`),
  );
}

const files = (items: readonly { readonly path: string }[] | undefined, source = ''): readonly FileOf[] => (items ?? []).map(({ path }) => ({ path: trimmed(path), source }));

function projectedFiles(source: VolumeProjection): readonly FileOf[] {
  if (source.configMap?.items) return files(source.configMap.items, `ConfigMap ${quote(source.configMap.name ?? '')}`);
  if (source.secret?.items) return files(source.secret.items, `Secret ${quote(source.secret.name ?? '')}`);
  if (source.downwardAPI?.items) return files(source.downwardAPI.items, 'DownwardAPI');
  return source.serviceAccountToken ? files([source.serviceAccountToken], 'ServiceAccountToken') : [];
}

export function overlapWarnings(volumes: readonly Volume[]): string[] {
  return volumes.flatMap((volume) => {
    const warn = (what: string, list: readonly FileOf[]): string[] => overlaps(list).map((overlap) => `volume ${quote(volume.name)} (${what}): overlapping paths: ${overlap}`);
    const empty = (volume.projected?.sources ?? [])
      .filter((source) => Object.keys(source).length === 0)
      .map(() => `volume ${quote(volume.name)} (Projected) has no sources provided`);
    return [
      ...(volume.configMap ? warn(`ConfigMap ${quote(volume.configMap.name ?? '')}`, files(volume.configMap.items)) : []),
      ...(volume.secret ? warn(`Secret ${quote(volume.secret.secretName ?? '')}`, files(volume.secret.items)) : []),
      ...(volume.downwardAPI ? warn('DownwardAPI', files(volume.downwardAPI.items)) : []),
      ...empty,
      ...(volume.projected ? warn('Projected', (volume.projected.sources ?? []).flatMap(projectedFiles)) : []),
    ];
  });
}
