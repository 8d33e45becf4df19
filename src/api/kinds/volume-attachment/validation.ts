/** Upstream: pkg/apis/storage/validation/validation.go, pkg/registry/storage/volumeattachment/strategy.go. */
import { byteLength } from '../../../base/go-format.ts';
import { forbidden, invalid, required, tooLong, type FieldError } from '../../meta/field-error.ts';
import { FIELD_IMMUTABLE, semanticallyEqual } from '../../meta/object-meta.ts';
import { inclusiveRangeError } from '../../meta/names.ts';
import { dnsSubdomain, isLongerThan } from '../checks.ts';
import { change, given } from '../fill.ts';
import type { Checks } from '../late-checks.ts';
import { validateInlineVolume } from '../persistent-volume/validation.ts';
import { goValue } from '../shapes/go-value.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import { validateDriverName } from '../volume-plugins.ts';
import type { VolumeAttachment, VolumeError } from './descriptor.ts';

const LONGEST = { metadata: 262_144, message: 1024 };
const EXACTLY_ONE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';

function checkSource({ persistentVolumeName: name, inlineVolumeSpec: inline }: VolumeAttachment['spec']['source']): FieldError[] {
  const path = 'spec.source';
  if (!inline && name === undefined) return [required(path, EXACTLY_ONE)];
  if (inline && name !== undefined) return [forbidden(path, EXACTLY_ONE)];
  if (inline) return validateInlineVolume(`${path}.inlineVolumeSpec`, inline);
  return name === '' ? [required(`${path}.persistentVolumeName`, 'must specify non empty persistentVolumeName')] : [];
}

function checkError(path: string, error: VolumeAttachment['status']['attachError']): FieldError[] {
  if (!error) return [];
  const { message = '', errorCode } = error;
  return [
    ...(isLongerThan(message, LONGEST.message) ? [tooLong(`${path}.message`, LONGEST.metadata)] : []),
    ...(errorCode !== undefined && errorCode < 0 ? [invalid(`${path}.errorCode`, errorCode, inclusiveRangeError(0, 2_147_483_647))] : []),
  ];
}

function checkStatus({ attachmentMetadata = {}, attachError, detachError }: VolumeAttachment['status']): FieldError[] {
  const size = Object.entries(attachmentMetadata).reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  return [
    ...(size > LONGEST.metadata ? [tooLong('status.attachmentMetadata', LONGEST.metadata)] : []),
    ...checkError('status.attachError', attachError),
    ...checkError('status.detachError', detachError),
  ];
}

function validate({ spec, status }: VolumeAttachment, old?: VolumeAttachment): readonly FieldError[] {
  const { attacher, source, nodeName } = spec;
  const name = source.persistentVolumeName;
  return [
    ...(attacher === '' ? [required('spec.attacher')] : []),
    ...checkSource(source),
    ...dnsSubdomain('spec.nodeName', nodeName),
    ...checkStatus(status),
    ...(old ? [] : [...validateDriverName('spec.attacher', attacher), ...(name === undefined ? [] : dnsSubdomain('spec.source.persistentVolumeName', name))]),
  ];
}

/** Codes of errors are of a feature that is off in v1.34 (MutableCSINodeAllocatableCount). */
function withoutCodes(object: VolumeAttachment): VolumeAttachment {
  const plain = (error: VolumeError | undefined): VolumeError | undefined => given(error, (one) => change(one, { errorCode: undefined }));
  const { attachError, detachError } = object.status;
  return change(object, { status: change(object.status, { attachError: plain(attachError), detachError: plain(detachError) }) });
}

export const volumeAttachmentChecks: Checks<VolumeAttachment> = {
  prepareForCreate: emptyStatus({ attached: false }),
  prepareForUpdate: (object, old, subresource) => withoutCodes(keepOther(object, old, subresource)),
  validate,
  validateUpdate: ({ spec, status }, old, subresource) =>
    subresource === 'status' ? checkStatus(status) : semanticallyEqual(spec, old.spec) ? [] : [invalid('spec', goValue('storage.v1.VolumeAttachmentSpec', spec), FIELD_IMMUTABLE)],
};
