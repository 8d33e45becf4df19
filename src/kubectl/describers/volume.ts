/** The sources of volumes, of pods and of PersistentVolumes (upstream: pkg/describe, describeVolumes and print…VolumeSource). */
import { writePersistentVolumeClaim } from './persistent-volume-claim.ts';
import type { PrefixWriter } from './prefix-writer.ts';
import { goList, sortedKeys, type Wire } from './wire.ts';

/** `Type:` and what follows it: a label and how its value is read. */
interface SourceLayout {
  readonly type: string;
  readonly rows: readonly (readonly [label: string, read: (source: Wire, persistent: boolean) => unknown])[];
}

const text =
  (field: string) =>
  (source: Wire): unknown =>
    source[field] ?? '';
const flag =
  (field: string) =>
  (source: Wire): unknown =>
    source[field] ?? false;
const number =
  (field: string) =>
  (source: Wire): unknown =>
    source[field] ?? 0;
const orText =
  (field: string, absent: string) =>
  (source: Wire): unknown =>
    source[field] ?? absent;
const list =
  (field: string) =>
  (source: Wire): unknown =>
    goList(source[field]);
const reference =
  (field: string) =>
  (source: Wire, persistent: boolean): unknown => {
    const ref = source[field];
    if (!ref) return 'nil';
    return persistent ? `&SecretReference{Name:${ref.name ?? ''},Namespace:${ref.namespace ?? ''},}` : `&LocalObjectReference{Name:${ref.name ?? ''},}`;
  };
const options = (source: Wire): unknown =>
  `map[${sortedKeys(source.options)
    .map((key) => `${key}:${source.options[key]}`)
    .join(' ')}]`;

const readOnly = ['ReadOnly', flag('readOnly')] as const;
const fsType = ['FSType', text('fsType')] as const;

const scaleIO: SourceLayout['rows'] = [
  ['Gateway', text('gateway')],
  ['System', text('system')],
  ['Protection Domain', text('protectionDomain')],
  ['Storage Pool', text('storagePool')],
  ['Storage Mode', text('storageMode')],
  ['VolumeName', text('volumeName')],
];

/** In the order in which kubectl looks for them. */
const SOURCES: Readonly<Record<string, SourceLayout>> = {
  hostPath: {
    type: 'HostPath (bare host directory volume)',
    rows: [
      ['Path', text('path')],
      ['HostPathType', orText('type', '<none>')],
    ],
  },
  emptyDir: {
    type: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    rows: [
      ['Medium', text('medium')],
      ['SizeLimit', (source) => (source.sizeLimit && source.sizeLimit !== '0' ? source.sizeLimit : '<unset>')],
    ],
  },
  gcePersistentDisk: {
    type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    rows: [['PDName', text('pdName')], fsType, ['Partition', number('partition')], readOnly],
  },
  awsElasticBlockStore: {
    type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    rows: [['VolumeID', text('volumeID')], fsType, ['Partition', number('partition')], readOnly],
  },
  gitRepo: {
    type: 'GitRepo (a volume that is pulled from git when the pod is created)',
    rows: [
      ['Repository', text('repository')],
      ['Revision', text('revision')],
    ],
  },
  secret: {
    type: 'Secret (a volume populated by a Secret)',
    rows: [
      ['SecretName', text('secretName')],
      ['Optional', flag('optional')],
    ],
  },
  configMap: {
    type: 'ConfigMap (a volume populated by a ConfigMap)',
    rows: [
      ['Name', text('name')],
      ['Optional', flag('optional')],
    ],
  },
  nfs: { type: 'NFS (an NFS mount that lasts the lifetime of a pod)', rows: [['Server', text('server')], ['Path', text('path')], readOnly] },
  iscsi: {
    type: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    rows: [
      ['TargetPortal', text('targetPortal')],
      ['IQN', text('iqn')],
      ['Lun', number('lun')],
      ['ISCSIInterface', text('iscsiInterface')],
      fsType,
      readOnly,
      ['Portals', list('portals')],
      ['DiscoveryCHAPAuth', flag('chapAuthDiscovery')],
      ['SessionCHAPAuth', flag('chapAuthSession')],
      ['SecretRef', reference('secretRef')],
      ['InitiatorName', orText('initiatorName', '<none>')],
    ],
  },
  glusterfs: { type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)", rows: [['EndpointsName', text('endpoints')], ['Path', text('path')], readOnly] },
  persistentVolumeClaim: {
    type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    rows: [['ClaimName', text('claimName')], readOnly],
  },
  ephemeral: { type: 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)', rows: [] },
  rbd: {
    type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    rows: [
      ['CephMonitors', list('monitors')],
      ['RBDImage', text('image')],
      fsType,
      ['RBDPool', text('pool')],
      ['RadosUser', text('user')],
      ['Keyring', text('keyring')],
      ['SecretRef', reference('secretRef')],
      readOnly,
    ],
  },
  quobyte: { type: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)", rows: [['Registry', text('registry')], ['Volume', text('volume')], readOnly] },
  downwardAPI: { type: 'DownwardAPI (a volume populated by information about the pod)', rows: [] },
  azureDisk: {
    type: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    rows: [['DiskName', text('diskName')], ['DiskURI', text('diskURI')], ['Kind', text('kind')], fsType, ['CachingMode', text('cachingMode')], readOnly],
  },
  vsphereVolume: {
    type: 'vSphereVolume (a Persistent Disk resource in vSphere)',
    rows: [['VolumePath', text('volumePath')], fsType, ['StoragePolicyName', text('storagePolicyName')]],
  },
  cinder: { type: 'Cinder (a Persistent Disk resource in OpenStack)', rows: [['VolumeID', text('volumeID')], fsType, readOnly, ['SecretRef', reference('secretRef')]] },
  photonPersistentDisk: { type: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)', rows: [['PdID', text('pdID')], fsType] },
  portworxVolume: { type: 'PortworxVolume (a Portworx Volume resource)', rows: [['VolumeID', text('volumeID')]] },
  scaleIO: { type: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)', rows: [...scaleIO, fsType, readOnly] },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', rows: [['Path', text('path')]] },
  cephfs: {
    type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    rows: [['Monitors', list('monitors')], ['Path', text('path')], ['User', text('user')], ['SecretFile', text('secretFile')], ['SecretRef', reference('secretRef')], readOnly],
  },
  storageos: {
    type: 'StorageOS (a StorageOS Persistent Disk resource)',
    rows: [['VolumeName', text('volumeName')], ['VolumeNamespace', text('volumeNamespace')], fsType, readOnly],
  },
  fc: { type: 'FC (a Fibre Channel disk)', rows: [['TargetWWNs', (source) => (source.targetWWNs ?? []).join(', ')], ['LUN', orText('lun', '<none>')], fsType, readOnly] },
  azureFile: {
    type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    rows: [['SecretName', text('secretName')], ['ShareName', text('shareName')], readOnly],
  },
  flexVolume: {
    type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    rows: [['Driver', text('driver')], fsType, ['SecretRef', reference('secretRef')], readOnly, ['Options', options]],
  },
  flocker: {
    type: 'Flocker (a Flocker volume mounted by the Flocker agent)',
    rows: [
      ['DatasetName', text('datasetName')],
      ['DatasetUUID', text('datasetUUID')],
    ],
  },
  projected: { type: 'Projected (a volume that contains injected data from multiple sources)', rows: [] },
  csi: { type: 'CSI (a Container Storage Interface (CSI) volume source)', rows: [['Driver', text('driver')], fsType, readOnly] },
  image: {
    type: 'Image (a container image or OCI artifact)',
    rows: [
      ['Reference', text('reference')],
      ['PullPolicy', text('pullPolicy')],
    ],
  },
};

/** Sources that have more to say of themselves in a PersistentVolume, which is of no namespace. */
const OF_PERSISTENT_VOLUMES: Readonly<Record<string, SourceLayout['rows']>> = {
  glusterfs: [['EndpointsName', text('endpoints')], ['EndpointsNamespace', orText('endpointsNamespace', '<unset>')], ['Path', text('path')], readOnly],
  scaleIO: [...scaleIO, ['SecretName', (source) => source.secretRef?.name ?? ''], ['SecretNamespace', (source) => source.secretRef?.namespace ?? ''], fsType, readOnly],
  azureFile: [['SecretName', text('secretName')], ['SecretNamespace', text('secretNamespace')], ['ShareName', text('shareName')], readOnly],
  csi: [['Driver', text('driver')], fsType, ['VolumeHandle', text('volumeHandle')], readOnly],
};

/** kubectl forgets the colon behind this one. */
const WITHOUT_COLON = 'ISCSIInterface';

/** `space` is empty for a pod and two blanks for a pod template. */
export function writeVolumes(w: PrefixWriter, volumes: readonly Wire[] | undefined, space = ''): void {
  w.write(0, volumes?.length ? `${space}Volumes:\n` : `${space}Volumes:\t<none>\n`);
  for (const volume of volumes ?? []) {
    w.write(1, `${space === '' ? '' : ' '}${volume.name}:\n`);
    writeVolumeSource(w, volume);
  }
}

/** `holder`: a pod's volume, or (`persistent`) a PersistentVolume's spec. */
export function writeVolumeSource(w: PrefixWriter, holder: Wire, persistent = false): void {
  const field = Object.keys(SOURCES).find((name) => holder[name] !== undefined && holder[name] !== null);
  const layout = field === undefined ? undefined : SOURCES[field];
  if (field === undefined || !layout) {
    w.write(1, '<unknown>\n');
    return;
  }
  const source = holder[field];
  w.write(2, `Type:\t${layout.type}\n`);
  for (const [label, read] of persistent ? (OF_PERSISTENT_VOLUMES[field] ?? layout.rows) : layout.rows)
    w.write(2, `${label}${label === WITHOUT_COLON ? '' : ':'}\t${String(read(source, persistent))}\n`);
  if (field === 'projected') writeProjections(w, source);
  if (field === 'downwardAPI') writeDownwardItems(w, source);
  if (field === 'csi') writeCsiTail(w, source);
  if (field === 'ephemeral' && source.volumeClaimTemplate) writePersistentVolumeClaim(w.nested(2), source.volumeClaimTemplate, false);
}

function writeProjections(w: PrefixWriter, source: Wire): void {
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of source.sources ?? []) {
    if (secret) w.write(2, `SecretName:\t${secret.name}\n    Optional:\t${secret.optional ?? false}\n`);
    else if (downwardAPI) w.write(2, 'DownwardAPI:\ttrue\n');
    else if (configMap) w.write(2, `ConfigMapName:\t${configMap.name}\n    Optional:\t${configMap.optional ?? false}\n`);
    else if (serviceAccountToken) w.write(2, `TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds}\n`);
  }
}

function writeDownwardItems(w: PrefixWriter, source: Wire): void {
  w.write(2, 'Items:\n');
  for (const { fieldRef, resourceFieldRef, path } of source.items ?? []) {
    if (fieldRef) w.write(3, `${fieldRef.fieldPath} -> ${path}\n`);
    if (resourceFieldRef) w.write(3, `${resourceFieldRef.resource} -> ${path}\n`);
  }
}

function writeCsiTail(w: PrefixWriter, source: Wire): void {
  const attributes = source.volumeAttributes;
  w.write(2, 'VolumeAttributes:\t');
  const keys = sortedKeys(attributes);
  if (keys.length === 0) w.write(0, '<none>\n');
  keys.forEach((key, i) => {
    const line = `${key}=${attributes[key]}`;
    w.write(2, `${i === 0 ? '' : '\t'}`);
    w.write(2, `${line.length > 140 ? `${line.slice(0, 140)}...` : line}\n`);
  });
}
