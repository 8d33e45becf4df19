/** Volumes of kinds that nothing on these nodes can set up, and what a kubelet says of each. */
import type { Volume } from '../../api/kinds/pod/volume-types.ts';

type Source = Omit<Volume, 'name'>;

/** Kinds whose plugins are gone from Kubernetes, or were never installed. */
const WITHOUT_PLUGIN: readonly (keyof Source)[] = ['cephfs', 'flexVolume', 'flocker', 'glusterfs', 'photonPersistentDisk', 'quobyte', 'rbd', 'scaleIO', 'storageos'];
/** Kinds that somebody has to attach to the node first, who is not there. */
const NEVER_ATTACHED: readonly (keyof Source)[] = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cinder',
  'fc',
  'gcePersistentDisk',
  'iscsi',
  'portworxVolume',
  'vsphereVolume',
];

/** Whether no plugin knows the volume at all. */
export const hasNoPlugin = (source: Source): boolean => WITHOUT_PLUGIN.some((kind) => source[kind] !== undefined);
/** Whether the kubelet waits for it without a word. */
export const isNeverAttached = (source: Source): boolean => NEVER_ATTACHED.some((kind) => source[kind] !== undefined);

/** Why setting the volume up in the folder of the pod with this UID fails; `undefined` for kinds that can be. */
export function setUpError({ csi, gitRepo, nfs }: Source, name: string, uid: string): string | undefined {
  if (gitRepo) return 'git-repo volume plugin has been disabled; if necessary, it may be re-enabled by enabling the feature-gate `GitRepoVolumeDriver`';
  if (csi) return `kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name ${csi.driver} not found in the list of registered CSI drivers`;
  if (!nfs) return undefined;
  const at = `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~nfs/${name}`;
  return (
    `mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs ${nfs.server}:${nfs.path} ${at}\n` +
    `Output: mount: ${at}: unknown filesystem type 'nfs'.\n       dmesg(1) may have more information after failed mount system call.\n`
  );
}
