/** Importing this puts in place what checks objects that few clusters hold, their wire shapes, and the expression language. */
import './admission-policy/install.ts';
import { csiNodeChecks } from './csi-node/validation.ts';
import { csiStorageCapacityChecks } from './csi-storage-capacity/validation.ts';
import { deviceClassChecks } from './device-class/validation.ts';
import { flowSchemaChecks } from './flow-schema/validation.ts';
import { ipAddressChecks } from './ip-address/validation.ts';
import { defineChecks, installLateChecks } from './late-checks.ts';
import { priorityLevelChecks } from './priority-level/validation.ts';
import { resourceClaimChecks, resourceClaimTemplateChecks } from './resource-claim/validation.ts';
import { resourceSliceChecks } from './resource-slice/validation.ts';
import { localSubjectAccess, selfSubject, selfSubjectAccess, selfSubjectRules, subjectAccess, token } from './review/answers.ts';
import { serviceCidrChecks } from './service-cidr/validation.ts';
import { validateHorizontalPodAutoscaler, validateHorizontalPodAutoscalerUpdate } from './horizontal-pod-autoscaler/validation.ts';
import type { HorizontalPodAutoscaler } from './horizontal-pod-autoscaler/types.ts';
import { ingressWarnings, validateIngress, validateIngressUpdate } from './ingress/validation.ts';
import type { Ingress } from './ingress/types.ts';
import { networkPolicyWarnings, validateNetworkPolicy } from './network-policy/validation.ts';
import type { NetworkPolicy } from './network-policy/types.ts';
import { jobWarnings, validateJob, validateJobUpdate } from './job/validation.ts';
import type { Job } from './job/types.ts';
import { cronJobWarnings, validateCronJob } from './cron-job/validation.ts';
import type { CronJob } from './cron-job/types.ts';
import { statefulSetWarnings, validateStatefulSet, validateStatefulSetUpdate } from './stateful-set/validation.ts';
import type { StatefulSet } from './stateful-set/types.ts';
import { validatePodDisruptionBudget, validatePodDisruptionBudgetUpdate } from './pod-disruption-budget/validation.ts';
import type { PodDisruptionBudget } from './pod-disruption-budget/types.ts';
import { validateResourceQuota, validateResourceQuotaUpdate } from './resource-quota/validation.ts';
import type { ResourceQuota } from './resource-quota/types.ts';
import { validateLimitRange } from './limit-range/validation.ts';
import type { LimitRange } from './limit-range/types.ts';
import { validatePersistentVolume, validatePersistentVolumeUpdate } from './persistent-volume/validation.ts';
import { volumeWarnings } from './persistent-volume/warnings.ts';
import type { PersistentVolume } from './persistent-volume/types.ts';
import { lateNames } from './shapes/late-names.ts';
import { lateShapes } from './shapes/late-shapes.ts';
import { addInternalNames } from './shapes/go-value.ts';
import { addShapes } from './shapes/shape.ts';
import { volumeAttachmentChecks } from './volume-attachment/validation.ts';

addShapes(lateShapes);
addInternalNames(lateNames);
installLateChecks({
  HorizontalPodAutoscaler: defineChecks<HorizontalPodAutoscaler>({ validate: validateHorizontalPodAutoscaler, validateUpdate: validateHorizontalPodAutoscalerUpdate }),
  Ingress: defineChecks<Ingress>({ validate: validateIngress, validateUpdate: validateIngressUpdate, warnings: ingressWarnings }),
  NetworkPolicy: defineChecks<NetworkPolicy>({ validate: validateNetworkPolicy, warnings: networkPolicyWarnings }),
  Job: defineChecks<Job>({ validate: validateJob, validateUpdate: validateJobUpdate, warnings: jobWarnings }),
  CronJob: defineChecks<CronJob>({ validate: validateCronJob, warnings: cronJobWarnings }),
  StatefulSet: defineChecks<StatefulSet>({ validate: validateStatefulSet, validateUpdate: validateStatefulSetUpdate, warnings: statefulSetWarnings }),
  PodDisruptionBudget: defineChecks<PodDisruptionBudget>({ validate: validatePodDisruptionBudget, validateUpdate: validatePodDisruptionBudgetUpdate }),
  ResourceQuota: defineChecks<ResourceQuota>({ validate: validateResourceQuota, validateUpdate: validateResourceQuotaUpdate }),
  LimitRange: defineChecks<LimitRange>({ validate: validateLimitRange }),
  PersistentVolume: defineChecks<PersistentVolume>({ validate: validatePersistentVolume, validateUpdate: validatePersistentVolumeUpdate, warnings: volumeWarnings }),
  CSINode: defineChecks(csiNodeChecks),
  CSIStorageCapacity: defineChecks(csiStorageCapacityChecks),
  DeviceClass: defineChecks(deviceClassChecks),
  FlowSchema: defineChecks(flowSchemaChecks),
  IPAddress: defineChecks(ipAddressChecks),
  LocalSubjectAccessReview: defineChecks(localSubjectAccess),
  PriorityLevelConfiguration: defineChecks(priorityLevelChecks),
  ResourceClaim: defineChecks(resourceClaimChecks),
  ResourceClaimTemplate: defineChecks(resourceClaimTemplateChecks),
  ResourceSlice: defineChecks(resourceSliceChecks),
  SelfSubjectAccessReview: defineChecks(selfSubjectAccess),
  SelfSubjectReview: defineChecks(selfSubject),
  SelfSubjectRulesReview: defineChecks(selfSubjectRules),
  ServiceCIDR: defineChecks(serviceCidrChecks),
  SubjectAccessReview: defineChecks(subjectAccess),
  TokenReview: defineChecks(token),
  VolumeAttachment: defineChecks(volumeAttachmentChecks),
});
