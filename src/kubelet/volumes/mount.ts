/** Mounting a pod's volumes, keeping them up to date, and letting go of them. */
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { DownwardAPIVolumeFile } from '../../api/kinds/pod/volume-types.ts';
import { setTree, treeOf } from '../memory.ts';
import type { PodStep } from '../pod-step.ts';
import type { DirectoryNode } from '../process/types.ts';
import { EMPTY_DIRECTORY } from '../process/tree.ts';
import { volumeContents } from './sources.ts';
import { volumeSources } from './sources-of.ts';

/** Volumes that a container mounts; others are never set up. */
export function neededVolumes({ spec }: Pod): readonly string[] {
  if (lastNeeded?.spec !== spec) lastNeeded = { spec, names: mountedSomewhere(spec) };
  return lastNeeded.names;
}
/** A step asks several times for one pod. */
let lastNeeded: { readonly spec: Pod['spec']; readonly names: readonly string[] } | undefined;

function mountedSomewhere(spec: Pod['spec']): readonly string[] {
  const used = new Set([...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].flatMap((c) => (c.volumeMounts ?? []).map((m) => m.name)));
  return (spec.volumes ?? []).filter((v) => used.has(v.name)).map((v) => v.name);
}

/** Sets one volume up. Gives the error that its FailedMount names. */
export function mountVolume(step: PodStep, name: string): string | undefined {
  const volume = step.pod.spec.volumes?.find((v) => v.name === name);
  if (!volume) return `volume "${name}" is not in the pod's spec`;
  const contents = volumeContents(step, volume);
  if (!contents.ok) return contents.error;
  if ('tree' in contents.value) setTree(step.memory, `${step.key}/${name}`, contents.value.tree);
  else {
    const { writable, store = '' } = contents.value;
    step.update({ folders: { ...step.record.folders, [name]: store } });
    if (store === '') setTree(step.memory, `${step.key}/${name}`, writable);
  }
  return undefined;
}

/** The folders that the pod's processes start with: what hostPaths and claims hold already. */
export function writableVolumes(step: PodStep): Record<string, DirectoryNode> {
  const folders: Record<string, DirectoryNode> = {};
  for (const [name, store] of Object.entries(step.record.folders ?? {})) {
    folders[name] = (store === '' ? treeOf(step.memory, `${step.key}/${name}`) : step.memory.get<DirectoryNode>(`store/${store}`)) ?? EMPTY_DIRECTORY;
  }
  return folders;
}

/** What pods wrote to hostPaths and claims outlives them. */
export function storeVolumes(step: PodStep): void {
  const { machine } = step;
  for (const [name, store] of Object.entries(step.record.folders ?? {})) {
    const folder = store !== '' && machine && Object.hasOwn(machine.volumes, name) ? machine.volumes[name] : undefined;
    if (folder && folder !== step.memory.get(`store/${store}`)) step.memory.set(`store/${store}`, folder);
  }
}

export function unmountVolumes(step: PodStep): void {
  storeVolumes(step);
  step.update({ mounted: false });
}

const isOfMetadata = ({ fieldRef }: DownwardAPIVolumeFile): boolean => /^metadata\.(labels|annotations)/.test(fieldRef?.fieldPath ?? '');

const showsMetadata = ({ spec: { volumes } }: Pod): boolean =>
  volumes?.some((v) => v.downwardAPI?.items?.some(isOfMetadata) || v.projected?.sources?.some((s) => s.downwardAPI?.items?.some(isOfMetadata))) ?? false;

/** Whether a volume follows objects that may change. */
export const isRefreshed = (pod: Pod): boolean => showsMetadata(pod) || volumeSources(pod).length > 0;

/** Tells one state of those objects from another. */
export function volumeVersions(step: PodStep, pod: Pod): string {
  const versions = volumeSources(pod).map((key) => {
    const [resource, namespace, name] = key.split('/') as [string, string, string];
    return step.context.get(resource, namespace, name)?.metadata.resourceVersion ?? '-';
  });
  return JSON.stringify([versions, showsMetadata(pod) ? [pod.metadata.labels, pod.metadata.annotations] : []]);
}

/** Upstream: the reconciler's remount, at a sync of the pod. Errors leave what was there. */
export function refreshVolumes(step: PodStep): void {
  const volumes = step.pod.spec.volumes ?? [];
  for (const name of neededVolumes(step.pod)) {
    const volume = volumes.find((v) => v.name === name);
    if (volume?.configMap || volume?.secret || volume?.downwardAPI || volume?.projected) mountVolume(step, name);
  }
  step.say('brought the files of its ConfigMaps, Secrets and fields up to date');
}
