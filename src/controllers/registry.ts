/** Everything that this layer adds to a cluster, one line each. */
import type { DaemonSet } from '../api/kinds/daemon-set/types.ts';
import type { Deployment } from '../api/kinds/deployment/types.ts';
import type { Job } from '../api/kinds/job/types.ts';
import type { PodDisruptionBudget } from '../api/kinds/pod-disruption-budget/types.ts';
import type { ReplicaSet } from '../api/kinds/replica-set/types.ts';
import type { ReplicationController } from '../api/kinds/replication-controller/types.ts';
import type { Service } from '../api/kinds/service/types.ts';
import type { StatefulSet } from '../api/kinds/stateful-set/types.ts';
import type { KubeObject, LabelSelector } from '../api/meta/types.ts';
import type { AdmissionPlugin, AggregateDefinition, Component, Connector, IndexDefinition } from '../engine/component.ts';
import { defaultTolerationSeconds } from './admission/default-toleration-seconds.ts';
import { defaultIngressClass } from './admission/ingress-class.ts';
import { limitRanger } from './admission/limit-ranger.ts';
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts';
import { podSecurityAdmission } from './admission/pod-security/plugin.ts';
import { priorityAdmission } from './admission/priority.ts';
import { resourceQuotaAdmission } from './admission/resource-quota.ts';
import { admissionPolicyStatus } from './admission/policies/status.ts';
import { runtimeClassAdmission } from './admission/runtime-class.ts';
import { validatingAdmissionPolicyAdmission } from './admission/policies/plugin.ts';
import { serviceAccountAdmission } from './admission/service-account.ts';
import { defaultStorageClass, persistentVolumeClaimResize, storageObjectInUseProtection } from './admission/storage.ts';
import { terminatingDefinition } from './admission/terminating-definition.ts';
import { taintNodesByCondition } from './admission/taint-nodes.ts';
import { byOwner, indexBySelector, indexOrphans, podsByLabel, podsByNode, replicaCounts } from './common/lookups.ts';
import { clusterRoleAggregationController } from './cluster-role/aggregation-controller.ts';
import { cronJobController } from './cron-job/cron-job-controller.ts';
import { customResourceDefinitionController } from './custom-resource-definition/custom-resource-definition-controller.ts';
import { daemonSetController, daemonSetSelector } from './daemon-set/daemon-set-controller.ts';
import { deploymentController, deploymentSelector } from './deployment/deployment-controller.ts';
import { budgetSelector, BUDGETS, disruptionController } from './disruption/disruption-controller.ts';
import { eviction } from './disruption/eviction.ts';
import { endpointSliceController } from './endpoints/endpoint-slice-controller.ts';
import { endpointsController } from './endpoints/endpoints-controller.ts';
import { serviceSelector } from './endpoints/membership.ts';
import { mirroringController } from './endpoints/mirroring-controller.ts';
import { flowSchemaStatus } from './flow-control/flow-schema-status.ts';
import { garbageCollector } from './garbage-collector/garbage-collector.ts';
import { autoscalerController, autoscalersByTarget } from './horizontal-pod-autoscaler/autoscaler-controller.ts';
import { jobController, jobSelector } from './job/job-controller.ts';
import { kubernetesServiceKeeper } from './kubernetes-service/keeper.ts';
import { namespaceController } from './namespace/namespace-controller.ts';
import { replicaSetController } from './replica-set/replica-set-controller.ts';
import { replicationController } from './replica-set/replication-controller.ts';
import { nodeLifecycleController } from './node-lifecycle/node-lifecycle-controller.ts';
import { taintEvictionController } from './node-lifecycle/taint-eviction-controller.ts';
import { podGcController } from './pod-gc/pod-gc-controller.ts';
import { resourceClaimController } from './resource-claim/resource-claim-controller.ts';
import { resourceQuotaController } from './resource-quota/resource-quota-controller.ts';
import { REVISIONS } from './common/revisions.ts';
import { rootCertificatePublisher, serviceAccountController } from './service-account/publishers.ts';
import { serviceCidrController } from './service-cidr/service-cidr-controller.ts';
import { tokensController } from './service-account/tokens-controller.ts';
import { ttlAfterFinishedController } from './ttl-after-finished/ttl-after-finished-controller.ts';
import { volumeBinder } from './volumes/binder.ts';
import { podsByClaim, unboundClaimsByClass, volumesByUse } from './volumes/claims.ts';
import { ephemeralVolumeController } from './volumes/ephemeral-controller.ts';
import { expandController } from './volumes/expand-controller.ts';
import { attributesClassProtection, claimProtection, volumeProtection } from './volumes/protection.ts';
import { statefulSetController, statefulSetSelector } from './stateful-set/stateful-set-controller.ts';

export const controllers: readonly Component[] = [
  deploymentController,
  replicaSetController,
  replicationController,
  statefulSetController,
  daemonSetController,
  jobController,
  cronJobController,
  customResourceDefinitionController,
  garbageCollector,
  namespaceController,
  serviceAccountController,
  rootCertificatePublisher,
  tokensController,
  clusterRoleAggregationController,
  resourceQuotaController,
  endpointSliceController,
  endpointsController,
  mirroringController,
  disruptionController,
  nodeLifecycleController,
  taintEvictionController,
  podGcController,
  ttlAfterFinishedController,
  volumeBinder,
  expandController,
  claimProtection,
  volumeProtection,
  attributesClassProtection,
  admissionPolicyStatus,
  ephemeralVolumeController,
  autoscalerController,
  kubernetesServiceKeeper,
  flowSchemaStatus,
  serviceCidrController,
  resourceClaimController,
];

/** Subresources that are more than storage. */
export const connectors: readonly Connector[] = [eviction];

/** In the API server's order. */
export const admission: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  terminatingDefinition,
  limitRanger,
  serviceAccountAdmission,
  taintNodesByCondition,
  podSecurityAdmission,
  priorityAdmission,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClassAdmission,
  defaultIngressClass,
  validatingAdmissionPolicyAdmission,
  resourceQuotaAdmission,
];

/** Sums that spare controllers a look at every pod. */
export const aggregates: readonly AggregateDefinition[] = [replicaCounts as AggregateDefinition];

const selects = <T extends KubeObject>(resource: string, selectorOf: (object: T) => LabelSelector | undefined): IndexDefinition =>
  indexBySelector(resource, selectorOf as (object: KubeObject) => LabelSelector | undefined);

export const indexes: readonly IndexDefinition[] = [
  byOwner,
  podsByLabel as IndexDefinition,
  podsByNode as IndexDefinition,
  podsByClaim as IndexDefinition,
  autoscalersByTarget as IndexDefinition,
  volumesByUse as IndexDefinition,
  unboundClaimsByClass as IndexDefinition,
  indexOrphans('pods'),
  indexOrphans('replicasets.apps'),
  indexOrphans(REVISIONS),
  selects<Deployment>('deployments.apps', deploymentSelector),
  selects<ReplicaSet>('replicasets.apps', ({ spec }) => spec.selector),
  selects<StatefulSet>('statefulsets.apps', statefulSetSelector),
  selects<DaemonSet>('daemonsets.apps', daemonSetSelector),
  selects<Job>('jobs.batch', jobSelector),
  selects<PodDisruptionBudget>(BUDGETS, budgetSelector),
  selects<Service>('services', serviceSelector),
  selects<ReplicationController>('replicationcontrollers', ({ spec }) => ({ matchLabels: spec.selector ?? {} })),
];
