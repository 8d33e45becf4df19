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
import { lateNames } from './shapes/late-names.ts';
import { lateShapes } from './shapes/late-shapes.ts';
import { addInternalNames } from './shapes/go-value.ts';
import { addShapes } from './shapes/shape.ts';
import { volumeAttachmentChecks } from './volume-attachment/validation.ts';

addShapes(lateShapes);
addInternalNames(lateNames);
installLateChecks({
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
