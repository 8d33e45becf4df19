/** The built-in kinds, one line each. */
import type { KindDescriptor } from '../descriptor.ts';
import { validatingAdmissionPolicy, validatingAdmissionPolicyBinding } from './admission-policy/descriptor.ts';
import { apiService } from './api-service/descriptor.ts';
import { componentStatus } from './component-status/descriptor.ts';
import { configMap } from './config-map/descriptor.ts';
import { controllerRevision } from './controller-revision/descriptor.ts';
import { cronJob } from './cron-job/descriptor.ts';
import { csiDriver } from './csi-driver/descriptor.ts';
import { csiNode } from './csi-node/descriptor.ts';
import { csiStorageCapacity } from './csi-storage-capacity/descriptor.ts';
import { customResourceDefinition } from './custom-resource-definition/descriptor.ts';
import { daemonSet } from './daemon-set/descriptor.ts';
import { deployment } from './deployment/descriptor.ts';
import { deviceClass } from './device-class/descriptor.ts';
import { endpointSlice } from './endpoint-slice/descriptor.ts';
import { endpoints } from './endpoints/descriptor.ts';
import { event } from './event/descriptor.ts';
import { flowSchema } from './flow-schema/descriptor.ts';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler/descriptor.ts';
import { ingress } from './ingress/descriptor.ts';
import { ingressClass } from './ingress-class/descriptor.ts';
import { ipAddress } from './ip-address/descriptor.ts';
import { job } from './job/descriptor.ts';
import { lease } from './lease/descriptor.ts';
import { limitRange } from './limit-range/descriptor.ts';
import { namespace } from './namespace/descriptor.ts';
import { networkPolicy } from './network-policy/descriptor.ts';
import { node } from './node/descriptor.ts';
import { persistentVolume } from './persistent-volume/descriptor.ts';
import { persistentVolumeClaim } from './persistent-volume-claim/descriptor.ts';
import { pod } from './pod/descriptor.ts';
import { podDisruptionBudget } from './pod-disruption-budget/descriptor.ts';
import { podTemplate } from './pod-template/descriptor.ts';
import { priorityClass } from './priority-class/descriptor.ts';
import { priorityLevelConfiguration } from './priority-level/descriptor.ts';
import { replicaSet } from './replica-set/descriptor.ts';
import { replicationController } from './replication-controller/descriptor.ts';
import { resourceClaim, resourceClaimTemplate } from './resource-claim/descriptor.ts';
import { resourceQuota } from './resource-quota/descriptor.ts';
import { resourceSlice } from './resource-slice/descriptor.ts';
import { reviews } from './review/descriptor.ts';
import { clusterRole, role } from './role/descriptor.ts';
import { clusterRoleBinding, roleBinding } from './role-binding/descriptor.ts';
import { runtimeClass } from './runtime-class/descriptor.ts';
import { secret } from './secret/descriptor.ts';
import { service } from './service/descriptor.ts';
import { serviceAccount } from './service-account/descriptor.ts';
import { serviceCidr } from './service-cidr/descriptor.ts';
import { statefulSet } from './stateful-set/descriptor.ts';
import { storageClass } from './storage-class/descriptor.ts';
import { volumeAttributesClass } from './volume-attributes-class/descriptor.ts';
import { volumeAttachment } from './volume-attachment/descriptor.ts';
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook-configuration/descriptor.ts';
import { defineKind } from './strategy.ts';

/** In the order in which the API server's discovery lists them. */
export const kinds: readonly KindDescriptor[] = [
  defineKind(componentStatus),
  defineKind(configMap),
  defineKind(endpoints),
  defineKind(event),
  defineKind(limitRange),
  defineKind(namespace),
  defineKind(node),
  defineKind(persistentVolumeClaim),
  defineKind(persistentVolume),
  defineKind(pod),
  defineKind(podTemplate),
  defineKind(replicationController),
  defineKind(resourceQuota),
  defineKind(secret),
  defineKind(serviceAccount),
  defineKind(service),
  defineKind(apiService),
  defineKind(controllerRevision),
  defineKind(daemonSet),
  defineKind(deployment),
  defineKind(replicaSet),
  defineKind(statefulSet),
  ...reviews,
  defineKind(horizontalPodAutoscaler),
  defineKind(cronJob),
  defineKind(job),
  defineKind(ingressClass),
  defineKind(ingress),
  defineKind(ipAddress),
  defineKind(networkPolicy),
  defineKind(serviceCidr),
  defineKind(podDisruptionBudget),
  defineKind(clusterRoleBinding),
  defineKind(clusterRole),
  defineKind(roleBinding),
  defineKind(role),
  defineKind(csiDriver),
  defineKind(csiNode),
  defineKind(csiStorageCapacity),
  defineKind(storageClass),
  defineKind(volumeAttachment),
  defineKind(volumeAttributesClass),
  defineKind(mutatingWebhookConfiguration),
  defineKind(validatingAdmissionPolicy),
  defineKind(validatingAdmissionPolicyBinding),
  defineKind(validatingWebhookConfiguration),
  defineKind(customResourceDefinition),
  defineKind(priorityClass),
  defineKind(lease),
  defineKind(runtimeClass),
  defineKind(endpointSlice),
  defineKind(deviceClass),
  defineKind(resourceClaim),
  defineKind(resourceClaimTemplate),
  defineKind(resourceSlice),
  defineKind(flowSchema),
  defineKind(priorityLevelConfiguration),
];
