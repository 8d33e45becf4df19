/** Upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolume, ValidatePersistentVolumeUpdate; pkg/volume/validation. */
import { forbidden, invalid, keyed, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { semanticallyEqual, validateImmutable } from '../../meta/object-meta.ts';
import { compareQuantities, quantity, quantityValue, ZERO } from '../../meta/quantity.ts';
import { dnsSubdomain } from '../checks.ts';
import { change } from '../fill.ts';
import { jsonDiff } from '../go-diff.ts';
import { validateAccessModes } from '../persistent-volume-claim/spec-validation.ts';
import { validateNodeSelector } from '../pod/affinity-validation.ts';
import { goValue, sortedMap } from '../shapes/go-value.ts';
import { sourceNames, validateSource } from './source-validation.ts';
import type { PersistentVolume, PersistentVolumeSpec, VolumeNodeAffinity } from './types.ts';

function validateCapacity(capacity: PersistentVolumeSpec['capacity'] = {}): FieldError[] {
  const names = Object.keys(capacity);
  const path = 'spec.capacity';
  return [
    ...(names.length === 0 ? [required(path)] : []),
    ...(capacity['storage'] === undefined || names.length > 1 ? [notSupported(path, names.length === 0 ? null : sortedMap(capacity), ['storage'])] : []),
    ...Object.entries(capacity).flatMap(([name, text]) => {
      const amount = quantity(text);
      return [
        ...(quantityValue(amount) < 0 ? [invalid(keyed(path, name), quantityValue(amount), 'must be a valid resource quantity')] : []),
        ...(compareQuantities(amount, ZERO) <= 0 ? [invalid(keyed(path, name), text, 'must be greater than zero')] : []),
      ];
    }),
  ];
}

/** Whether `path` is the root once its `.` and `..` are resolved. */
function isRoot(path: string): boolean {
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    depth = part === '..' ? Math.max(0, depth - 1) : depth + 1;
  }
  return path.startsWith('/') && depth === 0;
}

/** Mount options stand in an annotation that these sources understand. */
const mountable: readonly (keyof PersistentVolumeSpec)[] = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'quobyte',
  'iscsi',
  'cinder',
  'cephfs',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'photonPersistentDisk',
];
const mountAnnotation = 'volume.beta.kubernetes.io/mount-options';

export function validatePersistentVolume({ metadata, spec }: PersistentVolume): readonly FieldError[] {
  const policies = ['Delete', 'Recycle', 'Retain'];
  const modes = ['Block', 'Filesystem'];
  const { persistentVolumeReclaimPolicy: policy, volumeMode, volumeAttributesClassName: attributes, nodeAffinity, storageClassName } = spec;
  return [
    ...((spec.accessModes ?? []).length === 0 ? [required('spec.accessModes')] : []),
    ...validateAccessModes('spec.accessModes', spec.accessModes),
    ...validateCapacity(spec.capacity),
    ...(policies.includes(policy) ? [] : [notSupported('spec.persistentVolumeReclaimPolicy', policy, policies)]),
    ...(!nodeAffinity
      ? []
      : nodeAffinity.required
        ? validateNodeSelector('spec.nodeAffinity.required', nodeAffinity.required)
        : [required('spec.nodeAffinity.required', 'must specify required node constraints')]),
    ...validateSource(spec, metadata.name ?? ''),
    ...(spec.hostPath && isRoot(spec.hostPath.path) && policy === 'Recycle'
      ? [forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'")]
      : []),
    ...(storageClassName ? dnsSubdomain('spec.storageClassName', storageClassName) : []),
    ...(modes.includes(volumeMode) ? [] : [notSupported('spec.volumeMode', volumeMode, modes)]),
    ...(attributes === undefined
      ? []
      : [
          ...(attributes === '' ? [required('spec.volumeAttributesClassName', 'an empty string is disallowed')] : dnsSubdomain('spec.volumeAttributesClassName', attributes)),
          ...(spec.csi ? [] : [required('spec.csi', 'has to be specified when using volumeAttributesClassName')]),
        ]),
    ...(metadata.annotations && Object.hasOwn(metadata.annotations, mountAnnotation) && !mountable.some((name) => spec[name])
      ? [forbidden(`metadata.annotations.${mountAnnotation}`, 'may not specify mount options for this volume type')]
      : []),
  ];
}

/** A volume that is written down where it is used. Upstream: ValidatePersistentVolumeSpec. */
export function validateInlineVolume(path: string, spec: PersistentVolumeSpec): FieldError[] {
  const outOfPlace = (['claimRef', 'capacity'] as const).flatMap((name) =>
    spec[name] && Object.keys(spec[name]).length > 0 ? [forbidden(`${path}.${name}`, 'may not be specified in the context of inline volumes')] : [],
  );
  const { persistentVolumeReclaimPolicy: policy, nodeAffinity } = spec;
  return [
    ...outOfPlace,
    ...(spec.csi ? [] : [required(`${path}.csi`, 'has to be specified in the context of inline volumes')]),
    ...((spec.accessModes ?? []).length === 0 ? [required(`${path}.accessModes`)] : []),
    ...validateAccessModes(`${path}.accessModes`, spec.accessModes),
    ...(policy && policy !== 'Retain' ? [forbidden(`${path}.persistentVolumeReclaimPolicy`, 'may only be Retain in the context of inline volumes')] : []),
    ...(nodeAffinity ? [forbidden(`${path}.nodeAffinity`, 'may not be specified in the context of inline volumes')] : []),
    ...validateSource(spec, '').map((error) => ({ ...error, field: error.field.replace(/^spec/, path) })),
  ];
}

/** The source alone, as the server's errors print it. */
function sourceOf(spec: PersistentVolumeSpec): Readonly<Record<string, unknown>> {
  const rest = Object.fromEntries((Object.keys(spec) as (keyof PersistentVolumeSpec)[]).filter((name) => sourceNames.includes(name)).map((name) => [name, spec[name]]));
  const others = new Set([
    'Capacity',
    'AccessModes',
    'ClaimRef',
    'PersistentVolumeReclaimPolicy',
    'StorageClassName',
    'MountOptions',
    'VolumeMode',
    'NodeAffinity',
    'VolumeAttributesClassName',
  ]);
  return Object.fromEntries(Object.entries(goValue('core.v1.PersistentVolumeSpec', rest) as object).filter(([name]) => !others.has(name)));
}

const betaLabels: ReadonlyMap<string, string> = new Map([
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
]);

/** With the labels' present names: an affinity may be brought up to date. */
const modern = (affinity: VolumeNodeAffinity): VolumeNodeAffinity =>
  !affinity.required
    ? affinity
    : {
        required: {
          nodeSelectorTerms: affinity.required.nodeSelectorTerms.map((term) =>
            change(term, {
              matchExpressions: term.matchExpressions?.map((of) => ({ ...of, key: betaLabels.get(of.key) ?? of.key })),
            }),
          ),
        },
      };

export function validatePersistentVolumeUpdate({ spec }: PersistentVolume, { spec: old }: PersistentVolume, subresource: '' | 'status'): readonly FieldError[] {
  if (subresource === 'status') return [];
  // A volume that is to grow may be given the secret that needs.
  const compared =
    spec.csi?.controllerExpandSecretRef && old.csi && !old.csi.controllerExpandSecretRef ? { ...spec, csi: change(spec.csi, { controllerExpandSecretRef: undefined }) } : spec;
  const [source, oldSource] = [sourceOf(compared), sourceOf(old)];
  const affinityChanged = old.nodeAffinity && !(spec.nodeAffinity && semanticallyEqual(modern(spec.nodeAffinity), modern(old.nodeAffinity)));
  return [
    ...(semanticallyEqual(source, oldSource)
      ? []
      : [forbidden('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${jsonDiff(oldSource, source)}`)]),
    ...validateImmutable(spec.volumeMode, old.volumeMode, 'volumeMode'),
    ...(affinityChanged
      ? [invalid('nodeAffinity', goValue('core.v1.VolumeNodeAffinity', spec.nodeAffinity), 'field is immutable, except for updating from beta label to GA')]
      : []),
    ...(old.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined
      ? [forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden')]
      : []),
  ];
}
