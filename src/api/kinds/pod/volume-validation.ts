/** Volumes of pods (upstream: validation.go ValidateVolumes, validateVolumeSource). */
import { quote } from '../../../base/go-format.ts';
import { duplicate, forbidden, index, invalid, required, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Subdomain } from '../../meta/names.ts';
import { compareQuantities, quantity, ZERO } from '../../meta/quantity.ts';
import { descendingPath, dnsLabel, each, fileMode, localPath, requiredText } from '../checks.ts';
import { validateClaimTemplate } from '../persistent-volume-claim/spec-validation.ts';
import { pluginChecks, validateDriverName } from '../volume-plugins.ts';
import { validateFieldRef, validateResourceFieldRef } from './env-validation.ts';
import type { PodValidation } from './validation-options.ts';
import type { DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource, Volume } from './volume-types.ts';

const downwardFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

const keyToPath = (path: string, item: KeyToPath): FieldError[] => [
  ...requiredText(`${path}.key`, item.key),
  ...requiredText(`${path}.path`, item.path),
  ...localPath(`${path}.path`, item.path ?? ''),
  ...fileMode(`${path}.mode`, item.mode),
];
const items = (path: string, list: readonly KeyToPath[] | undefined): FieldError[] => (list ?? []).flatMap((item, i) => keyToPath(index(`${path}.items`, i), item));

function downwardFile(path: string, file: DownwardAPIVolumeFile): FieldError[] {
  const errors = [...requiredText(`${path}.path`, file.path), ...localPath(`${path}.path`, file.path ?? '')];
  if (file.fieldRef) {
    errors.push(...validateFieldRef(`${path}.fieldRef`, file.fieldRef, downwardFields));
    if (file.resourceFieldRef) errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (file.resourceFieldRef) {
    errors.push(...validateResourceFieldRef(`${path}.resourceFieldRef`, file.resourceFieldRef, true));
  } else {
    errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  }
  return [...errors, ...fileMode(`${path}.mode`, file.mode)];
}

function projected(path: string, volume: ProjectedVolumeSource): FieldError[] {
  const errors: FieldError[] = fileMode(`${path}.defaultMode`, volume.defaultMode);
  const paths = new Set<string>();
  const claim = (file: string | undefined, shown: string): void => {
    if (!file) return;
    if (paths.has(file)) errors.push(invalid(path, shown, 'conflicting duplicate paths'));
    paths.add(file);
  };
  for (const [i, source] of (volume.sources ?? []).entries()) {
    const at = index(`${path}.sources`, i);
    for (const name of ['secret', 'configMap'] as const) {
      const of = source[name];
      if (!of) continue;
      errors.push(...requiredText(`${at}.${name}.name`, of.name));
      for (const [j, item] of (of.items ?? []).entries()) {
        errors.push(...keyToPath(index(`${at}.${name}.items`, j), item));
        claim(item.path, of.name ?? '');
      }
    }
    for (const file of source.downwardAPI?.items ?? []) {
      errors.push(...downwardFile(`${at}.downwardAPI`, file));
      claim(file.path, file.path);
    }
    const token = source.serviceAccountToken;
    if (token) {
      const seconds = token.expirationSeconds ?? 3600;
      const expiration = `${at}.serviceAccountToken.expirationSeconds`;
      if (seconds < 600) errors.push(invalid(expiration, seconds, 'may not specify a duration less than 10 minutes'));
      if (seconds > 2 ** 32) errors.push(invalid(expiration, seconds, 'may not specify a duration larger than 2^32 seconds'));
      errors.push(...(token.path ? localPath(`${path}.path`, token.path) : [required(`${path}.path`)]));
    }
    const count = [source.secret, source.configMap, source.downwardAPI, token].filter(Boolean).length;
    if (count > 1) errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
  }
  return errors;
}

type Source = Exclude<keyof Volume, 'name'>;
type SourceCheck = (path: string, volume: Volume, options: PodValidation) => FieldError[];

/** In the order in which the server looks; the first that is set is checked, the others refused. */
const sources: readonly (readonly [name: Source, check: SourceCheck, refusedAs?: string])[] = [
  [
    'emptyDir',
    (path, { emptyDir }) =>
      emptyDir?.sizeLimit !== undefined && compareQuantities(quantity(emptyDir.sizeLimit), ZERO) < 0
        ? [forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
        : [],
  ],
  ['hostPath', (path, { hostPath }) => pluginChecks.hostPath(path, hostPath!)],
  ['gitRepo', (path, { gitRepo }) => [...requiredText(`${path}.repository`, gitRepo!.repository), ...descendingPath(`${path}.directory`, gitRepo!.directory ?? '')]],
  ['gcePersistentDisk', (path, { gcePersistentDisk }) => pluginChecks.gcePersistentDisk(path.replace(/gcePersistentDisk$/, 'persistentDisk'), gcePersistentDisk!)],
  ['awsElasticBlockStore', (path, { awsElasticBlockStore }) => pluginChecks.awsElasticBlockStore(path, awsElasticBlockStore!)],
  [
    'secret',
    (path, { secret }) => [...requiredText(`${path}.secretName`, secret!.secretName), ...fileMode(`${path}.defaultMode`, secret!.defaultMode), ...items(path, secret!.items)],
  ],
  ['nfs', (path, { nfs }) => pluginChecks.nfs(path, nfs!)],
  ['iscsi', (path, { iscsi }) => pluginChecks.iscsi(path, iscsi!)],
  ['glusterfs', (path, { glusterfs }) => pluginChecks.glusterfs(path, glusterfs!)],
  ['flocker', (path, { flocker }) => pluginChecks.flocker(path, flocker!)],
  ['persistentVolumeClaim', (path, { persistentVolumeClaim }) => requiredText(`${path}.claimName`, persistentVolumeClaim!.claimName)],
  ['rbd', (path, { rbd }) => pluginChecks.rbd(path, rbd!)],
  ['cinder', (path, { cinder }) => pluginChecks.cinder(path, cinder!)],
  ['cephfs', (path, { cephfs }) => pluginChecks.cephfs(path, cephfs!), 'cephFS'],
  ['quobyte', (path, { quobyte }) => pluginChecks.quobyte(path, quobyte!)],
  [
    'downwardAPI',
    (path, { downwardAPI }) => [...fileMode(`${path}.defaultMode`, downwardAPI!.defaultMode), ...(downwardAPI!.items ?? []).flatMap((file) => downwardFile(path, file))],
    'downwarAPI',
  ],
  ['fc', (path, { fc }) => pluginChecks.fc(path, fc!)],
  ['flexVolume', (path, { flexVolume }) => pluginChecks.flexVolume(path, flexVolume!)],
  [
    'configMap',
    (path, { configMap }) => [...requiredText(`${path}.name`, configMap!.name), ...fileMode(`${path}.defaultMode`, configMap!.defaultMode), ...items(path, configMap!.items)],
  ],
  ['azureFile', (path, { azureFile }) => pluginChecks.azureFile(path, azureFile!)],
  ['vsphereVolume', (path, { vsphereVolume }) => pluginChecks.vsphereVolume(path, vsphereVolume!)],
  ['photonPersistentDisk', (path, { photonPersistentDisk }) => pluginChecks.photonPersistentDisk(path, photonPersistentDisk!)],
  ['portworxVolume', (path, { portworxVolume }) => pluginChecks.portworxVolume(path, portworxVolume!)],
  ['azureDisk', (path, { azureDisk }) => pluginChecks.azureDisk(path, azureDisk!)],
  ['storageos', (path, { storageos }) => pluginChecks.storageos(path, storageos!)],
  ['projected', (path, volume) => projected(path, volume.projected!)],
  ['scaleIO', (path, { scaleIO }) => pluginChecks.scaleIO(path, scaleIO!)],
  [
    'csi',
    (path, { csi }) => [
      ...validateDriverName(`${path}.driver`, csi!.driver ?? ''),
      ...(!csi!.nodePublishSecretRef
        ? []
        : csi!.nodePublishSecretRef.name
          ? each(`${path}.name`, csi!.nodePublishSecretRef.name, isDns1123Subdomain(csi!.nodePublishSecretRef.name))
          : [required(`${path}.nodePublishSecretRef.name`)]),
    ],
  ],
  [
    'ephemeral',
    (path, { ephemeral }) =>
      ephemeral!.volumeClaimTemplate ? validateClaimTemplate(`${path}.volumeClaimTemplate`, ephemeral!.volumeClaimTemplate) : [required(`${path}.volumeClaimTemplate`)],
  ],
];

function validateSource(path: string, volume: Volume, options: PodValidation): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const [name, check, refusedAs] of sources) {
    if (volume[name] === undefined) continue;
    errors.push(...(found ? [forbidden(`${path}.${refusedAs ?? name}`, 'may not specify more than 1 volume type')] : check(`${path}.${name}`, volume, options)));
    const podName = options.meta?.name;
    if (name === 'iscsi' && volume.iscsi!.initiatorName !== undefined && `${volume.name}:${volume.iscsi!.targetPortal}`.length > 64) {
      errors.push(invalid(`${path}.name`, volume.name, 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'));
    }
    if (name === 'ephemeral' && !found && podName && volume.name) {
      const claim = `${podName}-${volume.name}`;
      errors.push(
        ...each(
          `${path}.name`,
          volume.name,
          isDns1123Subdomain(claim).map((message) => `PVC name ${quote(claim)}: ${message}`),
        ),
      );
    }
    found = true;
  }
  return found ? errors : [...errors, required(path, 'must specify a volume type')];
}

/** The errors, and the volumes that have none, by name. */
export function validateVolumes(
  path: string,
  volumes: readonly Volume[] | undefined,
  options: PodValidation,
): { readonly errors: FieldError[]; readonly valid: ReadonlyMap<string, Volume> } {
  const all = volumes ?? [];
  const podName = options.meta?.name;
  const created = new Set(podName ? all.filter(({ ephemeral }) => ephemeral).map(({ name }) => `${podName}-${name}`) : []);
  const valid = new Map<string, Volume>();
  const errors = all.flatMap((volume, i) => {
    const at = index(path, i);
    const own = validateSource(at, volume, options);
    own.push(...(volume.name ? dnsLabel(`${at}.name`, volume.name) : [required(`${at}.name`)]));
    if (valid.has(volume.name)) own.push(duplicate(`${at}.name`, volume.name));
    if (own.length === 0) valid.set(volume.name, volume);
    const claimName = volume.persistentVolumeClaim?.claimName;
    if (claimName !== undefined && created.has(claimName))
      own.push(invalid(`${at}.persistentVolumeClaim.claimName`, claimName, 'must not reference a PVC that gets created for an ephemeral volume'));
    return own;
  });
  return { errors, valid };
}
