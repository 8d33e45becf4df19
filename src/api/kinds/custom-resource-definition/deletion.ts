/** A definition stays until its objects are gone (upstream: apiextensions-apiserver pkg/registry/customresourcedefinition/etcd.go Delete). */
import type { CustomResourceDefinition, CustomResourceDefinitionCondition } from './types.ts';

export const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

const isEstablished = ({ status }: CustomResourceDefinition): boolean => (status.conditions ?? []).some(({ type, status: is }) => type === 'Established' && is === 'True');

/** What keeps one whose deletion begins. */
export const heldByObjects = (object: CustomResourceDefinition): readonly string[] => (isEstablished(object) && object.metadata.deletionTimestamp === undefined ? [CLEANUP] : []);

export function markTerminating(object: CustomResourceDefinition): CustomResourceDefinition {
  if (!isEstablished(object)) return object;
  const terminating: CustomResourceDefinitionCondition = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: object.metadata.deletionTimestamp,
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  const finalizers = [...(object.metadata.finalizers ?? []), CLEANUP];
  return { ...object, metadata: { ...object.metadata, finalizers }, status: { ...object.status, conditions: [...(object.status.conditions ?? []), terminating] } };
}
