/** Where a PersistentVolume's data are (upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolumeSpec). */
import { forbidden, invalid, required, type FieldError } from '../../meta/field-error.ts';
import { nameIsDnsLabel } from '../../meta/names.ts';
import { dnsLabel, dnsSubdomain, each, isLongerThan, noBacksteps, requiredText } from '../checks.ts';
import type { SecretReference } from '../shared-types.ts';
import { pluginChecks, validateDriverName, validateIscsi } from '../volume-plugins.ts';
import type {
  AzureFilePersistentVolumeSource,
  CinderPersistentVolumeSource,
  CSIPersistentVolumeSource,
  GlusterfsPersistentVolumeSource,
  ISCSIPersistentVolumeSource,
  PersistentVolumeSpec,
  StorageOSPersistentVolumeSource,
} from './types.ts';

const secretNamespace = (path: string, secretRef: SecretReference | undefined): FieldError[] => (secretRef ? requiredText(`${path}.secretRef.namespace`, secretRef.namespace) : []);

const cinder = (path: string, source: CinderPersistentVolumeSource): FieldError[] => [...pluginChecks.cinder(path, source), ...secretNamespace(path, source.secretRef)];
const storageos = (path: string, source: StorageOSPersistentVolumeSource): FieldError[] => [...pluginChecks.storageos(path, source), ...secretNamespace(path, source.secretRef)];

function glusterfs(path: string, source: GlusterfsPersistentVolumeSource): FieldError[] {
  const namespace = source.endpointsNamespace;
  const at = `${path}.endpointsNamespace`;
  if (namespace === undefined) return pluginChecks.glusterfs(path, source);
  const errors = namespace === '' ? [invalid(at, namespace, 'if the endpointnamespace is set, it must be a valid namespace name')] : each(at, namespace, nameIsDnsLabel(namespace));
  return [...pluginChecks.glusterfs(path, source), ...errors];
}

/** Together with the volume's name the portal makes the name of a session. */
const longestSession = 64;

function iscsi(path: string, source: ISCSIPersistentVolumeSource, volumeName: string): FieldError[] {
  const { secretRef, initiatorName, targetPortal = '' } = source;
  const isLong = initiatorName !== undefined && isLongerThan(`${volumeName}:${targetPortal}`, longestSession);
  return [
    ...(isLong
      ? [invalid(`${path}.targetportal`, targetPortal, 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.')]
      : []),
    ...validateIscsi(path, source, 'must be valid format'),
    ...(secretRef ? requiredText(`${path}.secretRef.name`, secretRef.name) : []),
  ];
}

const azureFile = (path: string, source: AzureFilePersistentVolumeSource): FieldError[] => [
  ...pluginChecks.azureFile(path, source),
  ...(source.secretNamespace === '' ? [required(`${path}.secretNamespace`)] : []),
];

const secret = (path: string, reference: SecretReference | undefined): FieldError[] =>
  !reference
    ? []
    : [
        ...(reference.name ? dnsSubdomain(`${path}.name`, reference.name) : [required(`${path}.name`)]),
        ...(reference.namespace ? dnsLabel(`${path}.namespace`, reference.namespace) : [required(`${path}.namespace`)]),
      ];

const csi = (path: string, source: CSIPersistentVolumeSource): FieldError[] => [
  ...validateDriverName(`${path}.driver`, source.driver),
  ...requiredText(`${path}.volumeHandle`, source.volumeHandle),
  ...(['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'] as const).flatMap((name) =>
    secret(`${path}.${name}`, source[name]),
  ),
];

type Check = (path: string, spec: PersistentVolumeSpec, volumeName: string) => FieldError[];

/** In the order in which the server looks; the first that is set is checked, the others refused. */
const sources: readonly (readonly [name: keyof PersistentVolumeSpec, check: Check, shown?: string])[] = [
  ['hostPath', (path, { hostPath }) => pluginChecks.hostPath(path, hostPath!)],
  ['gcePersistentDisk', (path, { gcePersistentDisk }) => pluginChecks.gcePersistentDisk(path.replace(/gcePersistentDisk$/, 'persistentDisk'), gcePersistentDisk!)],
  ['awsElasticBlockStore', (path, { awsElasticBlockStore }) => pluginChecks.awsElasticBlockStore(path, awsElasticBlockStore!)],
  ['glusterfs', (path, spec) => glusterfs(path, spec.glusterfs!)],
  ['flocker', (path, { flocker }) => pluginChecks.flocker(path, flocker!)],
  ['nfs', (path, { nfs }) => pluginChecks.nfs(path, nfs!)],
  ['rbd', (path, { rbd }) => pluginChecks.rbd(path, rbd!)],
  ['quobyte', (path, { quobyte }) => pluginChecks.quobyte(path, quobyte!)],
  ['cephfs', (path, { cephfs }) => pluginChecks.cephfs(path, cephfs!), 'cephFS'],
  ['iscsi', (path, spec, volumeName) => iscsi(path, spec.iscsi!, volumeName)],
  ['cinder', (path, spec) => cinder(path, spec.cinder!)],
  ['fc', (path, { fc }) => pluginChecks.fc(path, fc!)],
  ['flexVolume', (path, { flexVolume }) => pluginChecks.flexVolume(path, flexVolume!)],
  ['azureFile', (path, spec) => azureFile(path, spec.azureFile!)],
  ['vsphereVolume', (path, { vsphereVolume }) => pluginChecks.vsphereVolume(path, vsphereVolume!)],
  ['photonPersistentDisk', (path, { photonPersistentDisk }) => pluginChecks.photonPersistentDisk(path, photonPersistentDisk!)],
  ['portworxVolume', (path, { portworxVolume }) => pluginChecks.portworxVolume(path, portworxVolume!)],
  ['azureDisk', (path, { azureDisk }) => pluginChecks.azureDisk(path, azureDisk!)],
  ['scaleIO', (path, { scaleIO }) => pluginChecks.scaleIO(path, scaleIO!)],
  [
    'local',
    (path, { local, nodeAffinity }) => [
      ...(local!.path ? noBacksteps(`${path}.path`, local!.path) : [required(`${path}.path`)]),
      ...(nodeAffinity ? [] : [required(path.replace(/local$/, 'nodeAffinity'), 'Local volume requires node affinity')]),
    ],
  ],
  ['storageos', (path, spec) => storageos(path, spec.storageos!)],
  ['csi', (path, spec) => csi(path, spec.csi!)],
];

export const sourceNames: readonly (keyof PersistentVolumeSpec)[] = sources.map(([name]) => name);

export function validateSource(spec: PersistentVolumeSpec, volumeName: string): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const [name, check, shown = name] of sources) {
    if (!spec[name]) continue;
    // A flex volume is looked at beside another one, too.
    if (found && name !== 'flexVolume') errors.push(forbidden(`spec.${shown}`, 'may not specify more than 1 volume type'));
    else errors.push(...check(`spec.${name}`, spec, volumeName));
    found = true;
  }
  return found ? errors : [required('spec', 'must specify a volume type')];
}
