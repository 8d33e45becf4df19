import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { StorageClass } from '../../api/kinds/storage-class/types.ts';
import { compareQuantities, quantity } from '../../api/meta/quantity.ts';
import { ok } from '../../base/result.ts';
import type { AdmissionPlugin } from '../../engine/component.ts';
import { CLAIMS, CLASSES, classOf, defaultClass, hasClass, VOLUMES } from '../volumes/claims.ts';
import { ATTRIBUTES_CLASSES, ATTRIBUTES_FINALIZER, CLAIM_FINALIZER, VOLUME_FINALIZER } from '../volumes/protection.ts';
import { refuse } from './attributes.ts';

/** A claim without a class gets the default one, if there is one (upstream: plugin/pkg/admission/storage/storageclass/setdefault). */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  admit({ operation, resource, subresource, object }, context) {
    if (resource !== CLAIMS || operation !== 'CREATE' || subresource !== '' || !(object as Partial<PersistentVolumeClaim>).spec) return ok(object);
    const claim = object as PersistentVolumeClaim;
    const found = hasClass(claim) ? undefined : defaultClass(context);
    return ok<PersistentVolumeClaim>(found ? { ...claim, spec: { ...claim.spec, storageClassName: found.metadata.name } } : claim);
  },
};

const FINALIZERS: ReadonlyMap<string, string> = new Map([
  [CLAIMS, CLAIM_FINALIZER],
  [VOLUMES, VOLUME_FINALIZER],
  [ATTRIBUTES_CLASSES, ATTRIBUTES_FINALIZER],
]);

/** Volumes and claims are held from the start (upstream: plugin/pkg/admission/storage/storageobjectinuseprotection). */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  admit({ operation, resource, subresource, object }) {
    const finalizer = FINALIZERS.get(resource);
    const finalizers = object.metadata.finalizers ?? [];
    if (finalizer === undefined || operation !== 'CREATE' || subresource !== '' || finalizers.includes(finalizer)) return ok(object);
    return ok({ ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } });
  },
};

/** A claim may grow only where its class says so (upstream: plugin/pkg/admission/storage/persistentvolume/resize). */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate(request, context) {
    if (request.resource !== CLAIMS || request.operation !== 'UPDATE' || request.subresource !== '') return undefined;
    const claim = request.object as PersistentVolumeClaim;
    const old = request.old as PersistentVolumeClaim;
    const storage = ({ spec }: PersistentVolumeClaim) => quantity(spec.resources.requests?.['storage']);
    if (compareQuantities(storage(claim), storage(old)) <= 0) return undefined;
    if (old.status.phase !== 'Bound') return refuse(request, 'Only bound persistent volume claims can be expanded');
    const allowed = classOf(claim) !== '' && classOf(claim) === classOf(old) && context.get<StorageClass>(CLASSES, undefined, classOf(claim))?.allowVolumeExpansion === true;
    return allowed ? undefined : refuse(request, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize');
  },
};
