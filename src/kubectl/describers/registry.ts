/** Which describer a kind has. A new one is a file beside this and a line here. */
import { describeConfigMap } from './config-map.ts';
import { describeCronJob } from './cron-job.ts';
import { describeCsiNode } from './csi-node.ts';
import { describeDaemonSet } from './daemon-set.ts';
import { describeDeployment } from './deployment.ts';
import type { Describer } from './describer.ts';
import { describeEndpointSlice } from './endpoint-slice.ts';
import { describeEndpoints } from './endpoints.ts';
import { describeGeneric } from './generic.ts';
import { describeHorizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';
import { describeIngress, describeIngressClass } from './ingress.ts';
import { describeJob } from './job.ts';
import { describeLimitRange } from './limit-range.ts';
import { describeNamespace } from './namespace.ts';
import { describeNetworkPolicy } from './network-policy.ts';
import { describeNode } from './node.ts';
import { describePersistentVolumeClaim } from './persistent-volume-claim.ts';
import { describePersistentVolume } from './persistent-volume.ts';
import { describePodDisruptionBudget } from './pod-disruption-budget.ts';
import { describePod } from './pod.ts';
import { describePriorityClass } from './priority-class.ts';
import { describeReplicaSet, describeReplicationController } from './replica-set.ts';
import { describeResourceQuota } from './resource-quota.ts';
import { describeRole, describeRoleBinding } from './role.ts';
import { describeSecret } from './secret.ts';
import { describeServiceAccount } from './service-account.ts';
import { describeService } from './service.ts';
import { describeIpAddress, describeServiceCidr } from './service-network.ts';
import { describeStatefulSet } from './stateful-set.ts';
import { describeStorageClass } from './storage-class.ts';

/** By resource and group, as the store names a kind's collection. */
const DESCRIBERS: ReadonlyMap<string, Describer> = new Map<string, Describer>([
  ['pods', describePod],
  ['replicationcontrollers', describeReplicationController],
  ['secrets', describeSecret],
  ['services', describeService],
  ['serviceaccounts', describeServiceAccount],
  ['nodes', describeNode],
  ['limitranges', describeLimitRange],
  ['resourcequotas', describeResourceQuota],
  ['persistentvolumes', describePersistentVolume],
  ['persistentvolumeclaims', describePersistentVolumeClaim],
  ['namespaces', describeNamespace],
  ['endpoints', describeEndpoints],
  ['configmaps', describeConfigMap],
  ['endpointslices.discovery.k8s.io', describeEndpointSlice],
  ['horizontalpodautoscalers.autoscaling', describeHorizontalPodAutoscaler],
  ['ingresses.networking.k8s.io', describeIngress],
  ['ingressclasses.networking.k8s.io', describeIngressClass],
  ['networkpolicies.networking.k8s.io', describeNetworkPolicy],
  ['jobs.batch', describeJob],
  ['cronjobs.batch', describeCronJob],
  ['statefulsets.apps', describeStatefulSet],
  ['deployments.apps', describeDeployment],
  ['daemonsets.apps', describeDaemonSet],
  ['replicasets.apps', describeReplicaSet],
  ['storageclasses.storage.k8s.io', describeStorageClass],
  ['poddisruptionbudgets.policy', describePodDisruptionBudget],
  ['roles.rbac.authorization.k8s.io', describeRole],
  ['clusterroles.rbac.authorization.k8s.io', describeRole],
  ['rolebindings.rbac.authorization.k8s.io', describeRoleBinding],
  ['clusterrolebindings.rbac.authorization.k8s.io', describeRoleBinding],
  ['csinodes.storage.k8s.io', describeCsiNode],
  ['servicecidrs.networking.k8s.io', describeServiceCidr],
  ['ipaddresses.networking.k8s.io', describeIpAddress],
  ['priorityclasses.scheduling.k8s.io', describePriorityClass],
]);

/** The describer of a collection; one that prints all fields where a kind has none of its own. */
export const describerFor = (resourceKey: string): Describer => DESCRIBERS.get(resourceKey) ?? describeGeneric;
