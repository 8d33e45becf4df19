/** Volume plugins that pods and PersistentVolumes share (upstream: validation.go validate…VolumeSource). */
import { invalid, keyed, notSupported, required, tooLong, type FieldError } from '../meta/field-error.ts';
import { isDns1123Subdomain } from '../meta/names.ts';
import { dnsLabel, each, isLongerThan, noBacksteps, requiredText } from './checks.ts';
import type {
  AWSElasticBlockStoreVolumeSource,
  AzureDiskVolumeSource,
  FCVolumeSource,
  FlockerVolumeSource,
  GCEPersistentDiskVolumeSource,
  HostPathVolumeSource,
  ISCSIVolumeSource,
  QuobyteVolumeSource,
} from './pod/volume-types.ts';

/** Any source by its fields, where only presence is checked. */
type Fields = Readonly<Partial<Record<string, unknown>>>;
const texts = (path: string, source: object, names: readonly string[]): FieldError[] =>
  names.flatMap((name) => requiredText(`${path}.${name}`, (source as Fields)[name] as string | undefined));
const monitors = (path: string, source: { readonly monitors?: readonly string[] }): FieldError[] => ((source.monitors ?? []).length === 0 ? [required(`${path}.monitors`)] : []);
const partition = (path: string, value: number | undefined): FieldError[] =>
  value !== undefined && (value < 0 || value > 255) ? [invalid(`${path}.partition`, value, 'must be between 1 and 255, inclusive')] : [];
const secretRef = (path: string, source: { readonly secretRef?: { readonly name?: string } }): FieldError[] =>
  source.secretRef && !source.secretRef.name ? [required(`${path}.secretRef.name`)] : [];

export function validateDriverName(path: string, name: string): FieldError[] {
  return [...requiredText(path, name), ...(isLongerThan(name, 63) ? [tooLong(path, 63)] : []), ...each(path, name, isDns1123Subdomain(name.toLowerCase()))];
}

const iqnForm = /iqn\.\d{4}-\d{2}\.[a-zA-Z0-9.-]+:[^,;*&$|\s]+$/;
const qualifiedForms: Readonly<Record<string, RegExp>> = { iqn: iqnForm, eui: /^eui.[a-zA-Z0-9]{16}$/, naa: /^naa.[a-zA-Z0-9]{32}$/ };

function initiatorName(path: string, name: string, startDetail: string): FieldError[] {
  const form = qualifiedForms[name.slice(0, 3)];
  if (!form) return [invalid(path, name, startDetail)];
  return form.test(name) ? [] : [invalid(path, name, 'must be valid format')];
}

/** `startDetail`: what is said of a name that starts with none of the three prefixes. */
export function validateIscsi(path: string, source: ISCSIVolumeSource, startDetail: string): FieldError[] {
  const { iqn, lun, initiatorName: initiator } = source;
  return [
    ...requiredText(`${path}.targetPortal`, source.targetPortal),
    ...(iqn ? initiatorName(`${path}.iqn`, iqn, startDetail) : [required(`${path}.iqn`)]),
    ...(lun < 0 || lun > 255 ? [invalid(`${path}.lun`, lun, 'must be between 0 and 255, inclusive')] : []),
    ...((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef ? [required(`${path}.secretRef`)] : []),
    ...(initiator === undefined ? [] : initiatorName(`${path}.initiatorname`, initiator, startDetail)),
  ];
}

function quobyte(path: string, source: QuobyteVolumeSource): FieldError[] {
  const detail = 'must be a host:port pair or multiple pairs separated by commas';
  const errors: FieldError[] = [];
  if (!source.registry) errors.push(required(`${path}.registry`, detail));
  else if ((source.tenant ?? '').length >= 65) errors.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
  else for (const pair of source.registry.split(',')) if (!/^(?:[^:[\]]*|\[[^[\]]*\]):[^:]*$/.test(pair)) errors.push(invalid(`${path}.registry`, source.registry, detail));
  return [...errors, ...requiredText(`${path}.volume`, source.volume)];
}

function flocker(path: string, source: FlockerVolumeSource): FieldError[] {
  const errors: FieldError[] = [];
  if (!source.datasetName && !source.datasetUUID) errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  if (source.datasetName && source.datasetUUID) errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  if (source.datasetName?.includes('/')) errors.push(invalid(`${path}.datasetName`, source.datasetName, "must not contain '/'"));
  return errors;
}

function fc(path: string, source: FCVolumeSource): FieldError[] {
  const targets = source.targetWWNs ?? [];
  const ids = source.wwids ?? [];
  const errors: FieldError[] = [];
  if (targets.length === 0 && ids.length === 0) errors.push(required(`${path}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
  if (targets.length > 0 && ids.length > 0) errors.push(invalid(`${path}.targetWWNs`, targets, 'targetWWNs and wwids can not be specified simultaneously'));
  if (targets.length > 0) {
    if (source.lun === undefined) errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'));
    else if (source.lun < 0 || source.lun > 255) errors.push(invalid(`${path}.lun`, source.lun, 'must be between 0 and 255, inclusive'));
  }
  return errors;
}

function azureDisk(path: string, source: AzureDiskVolumeSource): FieldError[] {
  const errors = texts(path, source, ['diskName', 'diskURI']);
  const caching = ['None', 'ReadOnly', 'ReadWrite'];
  const kinds = ['Dedicated', 'Managed', 'Shared'];
  const uri = source.diskURI ?? '';
  if (source.cachingMode !== undefined && !caching.includes(source.cachingMode)) errors.push(notSupported(`${path}.cachingMode`, source.cachingMode, caching));
  if (source.kind !== undefined && !kinds.includes(source.kind)) errors.push(notSupported(`${path}.kind`, source.kind, kinds));
  if (source.kind === 'Managed' && !uri.startsWith('/subscriptions/')) {
    errors.push(notSupported(`${path}.diskURI`, uri, ['/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}']));
  }
  if (source.kind !== undefined && source.kind !== 'Managed' && !uri.startsWith('https://')) {
    errors.push(notSupported(`${path}.diskURI`, uri, ['https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd']));
  }
  return errors;
}

function flexVolume(path: string, source: { readonly driver?: string; readonly options?: Readonly<Record<string, string>> }): FieldError[] {
  const reserved = Object.keys(source.options ?? {}).filter((key) => /\.(?:kubernetes|k8s)\.io$/.test(`.${key.split('/')[0]!.toLowerCase()}`));
  return [
    ...requiredText(`${path}.driver`, source.driver),
    ...reserved.map((key) => invalid(keyed(`${path}.options`, key), key, 'kubernetes.io and k8s.io namespaces are reserved')),
  ];
}

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

function hostPath(path: string, source: HostPathVolumeSource): FieldError[] {
  if (!source.path) return [required(`${path}.path`)];
  return [
    ...noBacksteps(`${path}.path`, source.path),
    ...(source.type !== undefined && !hostPathTypes.includes(source.type) ? [notSupported(`${path}.type`, source.type, hostPathTypes)] : []),
  ];
}

/** By the source's name: what a source needs, at `path`. */
export const pluginChecks = {
  hostPath,
  gcePersistentDisk: (path: string, source: GCEPersistentDiskVolumeSource): FieldError[] => [
    ...requiredText(`${path}.pdName`, source.pdName),
    ...partition(path, source.partition),
  ],
  awsElasticBlockStore: (path: string, source: AWSElasticBlockStoreVolumeSource): FieldError[] => [
    ...requiredText(`${path}.volumeID`, source.volumeID),
    ...partition(path, source.partition),
  ],
  nfs: (path: string, source: { readonly server: string; readonly path: string }): FieldError[] => [
    ...texts(path, source, ['server', 'path']),
    ...((source.path ?? '').startsWith('/') ? [] : [invalid(`${path}.path`, source.path ?? '', 'must be an absolute path')]),
  ],
  iscsi: (path: string, source: ISCSIVolumeSource): FieldError[] => validateIscsi(path, source, 'must be valid format starting with iqn, eui, or naa'),
  glusterfs: (path: string, source: object): FieldError[] => texts(path, source, ['endpoints', 'path']),
  flocker,
  rbd: (path: string, source: { readonly monitors: readonly string[]; readonly image: string }): FieldError[] => [...monitors(path, source), ...texts(path, source, ['image'])],
  cinder: (path: string, source: { readonly secretRef?: { readonly name?: string } }): FieldError[] => [...texts(path, source, ['volumeID']), ...secretRef(path, source)],
  cephfs: monitors,
  quobyte,
  fc,
  flexVolume,
  azureFile: (path: string, source: object): FieldError[] => texts(path, source, ['secretName', 'shareName']),
  vsphereVolume: (path: string, source: object): FieldError[] => texts(path, source, ['volumePath']),
  photonPersistentDisk: (path: string, source: object): FieldError[] => texts(path, source, ['pdID']),
  portworxVolume: (path: string, source: object): FieldError[] => texts(path, source, ['volumeID']),
  azureDisk,
  storageos: (path: string, source: { readonly volumeName?: string; readonly volumeNamespace?: string; readonly secretRef?: { readonly name?: string } }): FieldError[] => [
    ...(source.volumeName ? dnsLabel(`${path}.volumeName`, source.volumeName) : [required(`${path}.volumeName`)]),
    ...(source.volumeNamespace ? dnsLabel(`${path}.volumeNamespace`, source.volumeNamespace) : []),
    ...secretRef(path, source),
  ],
  scaleIO: (path: string, source: object): FieldError[] => texts(path, source, ['gateway', 'system', 'volumeName']),
};
