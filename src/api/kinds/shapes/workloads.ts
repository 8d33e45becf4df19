/** Wire shapes of apps, batch, autoscaling and policy. Generated from the field tags of the v1.34 API types; see shape.ts for the codes. */
import type { ShapeTable } from './shape.ts';

export const appsV1: ShapeTable = {
  ControllerRevision: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', data: 'any', revision: 'int!' },
  DaemonSet: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'DaemonSetSpec', status: 'DaemonSetStatus' },
  DaemonSetCondition: { type: 'string!', status: 'string!', lastTransitionTime: 'time', reason: 'string', message: 'string' },
  DaemonSetSpec: {
    selector: '*meta.v1.LabelSelector!', template: 'core.v1.PodTemplateSpec', updateStrategy: 'DaemonSetUpdateStrategy',
    minReadySeconds: 'int', revisionHistoryLimit: '*int',
  },
  DaemonSetStatus: {
    currentNumberScheduled: 'int!', numberMisscheduled: 'int!', desiredNumberScheduled: 'int!', numberReady: 'int!',
    observedGeneration: 'int', updatedNumberScheduled: 'int', numberAvailable: 'int', numberUnavailable: 'int', collisionCount: '*int',
    conditions: 'DaemonSetCondition[]',
  },
  DaemonSetUpdateStrategy: { type: 'string', rollingUpdate: '*RollingUpdateDaemonSet' },
  Deployment: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'DeploymentSpec', status: 'DeploymentStatus' },
  DeploymentCondition: {
    type: 'string!', status: 'string!', lastUpdateTime: 'time', lastTransitionTime: 'time', reason: 'string', message: 'string',
  },
  DeploymentSpec: {
    replicas: '*int', selector: '*meta.v1.LabelSelector!', template: 'core.v1.PodTemplateSpec', strategy: 'DeploymentStrategy',
    minReadySeconds: 'int', revisionHistoryLimit: '*int', paused: 'bool', progressDeadlineSeconds: '*int',
  },
  DeploymentStatus: {
    observedGeneration: 'int', replicas: 'int', updatedReplicas: 'int', readyReplicas: 'int', availableReplicas: 'int',
    unavailableReplicas: 'int', terminatingReplicas: '*int', conditions: 'DeploymentCondition[]', collisionCount: '*int',
  },
  DeploymentStrategy: { type: 'string', rollingUpdate: '*RollingUpdateDeployment' },
  ReplicaSet: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'ReplicaSetSpec', status: 'ReplicaSetStatus' },
  ReplicaSetCondition: { type: 'string!', status: 'string!', lastTransitionTime: 'time', reason: 'string', message: 'string' },
  ReplicaSetSpec: { replicas: '*int', minReadySeconds: 'int', selector: '*meta.v1.LabelSelector!', template: 'core.v1.PodTemplateSpec' },
  ReplicaSetStatus: {
    replicas: 'int!', fullyLabeledReplicas: 'int', readyReplicas: 'int', availableReplicas: 'int', terminatingReplicas: '*int',
    observedGeneration: 'int', conditions: 'ReplicaSetCondition[]',
  },
  RollingUpdateDaemonSet: { maxUnavailable: '*intstr', maxSurge: '*intstr' },
  RollingUpdateDeployment: { maxUnavailable: '*intstr', maxSurge: '*intstr' },
  RollingUpdateStatefulSetStrategy: { partition: '*int', maxUnavailable: '*intstr' },
  StatefulSet: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'StatefulSetSpec', status: 'StatefulSetStatus',
  },
  StatefulSetCondition: { type: 'string!', status: 'string!', lastTransitionTime: 'time', reason: 'string', message: 'string' },
  StatefulSetOrdinals: { start: 'int!' },
  StatefulSetPersistentVolumeClaimRetentionPolicy: { whenDeleted: 'string', whenScaled: 'string' },
  StatefulSetSpec: {
    replicas: '*int', selector: '*meta.v1.LabelSelector!', template: 'core.v1.PodTemplateSpec',
    volumeClaimTemplates: 'core.v1.PersistentVolumeClaim[]', serviceName: 'string!', podManagementPolicy: 'string',
    updateStrategy: 'StatefulSetUpdateStrategy', revisionHistoryLimit: '*int', minReadySeconds: 'int',
    persistentVolumeClaimRetentionPolicy: '*StatefulSetPersistentVolumeClaimRetentionPolicy', ordinals: '*StatefulSetOrdinals',
  },
  StatefulSetStatus: {
    observedGeneration: 'int', replicas: 'int!', readyReplicas: 'int', currentReplicas: 'int', updatedReplicas: 'int',
    currentRevision: 'string', updateRevision: 'string', collisionCount: '*int', conditions: 'StatefulSetCondition[]',
    availableReplicas: 'int!',
  },
  StatefulSetUpdateStrategy: { type: 'string', rollingUpdate: '*RollingUpdateStatefulSetStrategy' },
};

export const batchV1: ShapeTable = {
  CronJob: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'CronJobSpec', status: 'CronJobStatus' },
  CronJobSpec: {
    schedule: 'string!', timeZone: '*string', startingDeadlineSeconds: '*int', concurrencyPolicy: 'string', suspend: '*bool',
    jobTemplate: 'JobTemplateSpec', successfulJobsHistoryLimit: '*int', failedJobsHistoryLimit: '*int',
  },
  CronJobStatus: { active: 'core.v1.ObjectReference[]', lastScheduleTime: '*time', lastSuccessfulTime: '*time' },
  Job: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'JobSpec', status: 'JobStatus' },
  JobCondition: {
    type: 'string!', status: 'string!', lastProbeTime: 'time', lastTransitionTime: 'time', reason: 'string', message: 'string',
  },
  JobSpec: {
    parallelism: '*int', completions: '*int', activeDeadlineSeconds: '*int', podFailurePolicy: '*PodFailurePolicy',
    successPolicy: '*SuccessPolicy', backoffLimit: '*int', backoffLimitPerIndex: '*int', maxFailedIndexes: '*int',
    selector: '*meta.v1.LabelSelector', manualSelector: '*bool', template: 'core.v1.PodTemplateSpec', ttlSecondsAfterFinished: '*int',
    completionMode: '*string', suspend: '*bool', podReplacementPolicy: '*string', managedBy: '*string',
  },
  JobStatus: {
    conditions: 'JobCondition[]', startTime: '*time', completionTime: '*time', active: 'int', succeeded: 'int', failed: 'int',
    terminating: '*int', completedIndexes: 'string', failedIndexes: '*string', uncountedTerminatedPods: '*UncountedTerminatedPods',
    ready: '*int',
  },
  JobTemplateSpec: { metadata: 'meta.v1.ObjectMeta', spec: 'JobSpec' },
  PodFailurePolicy: { rules: 'PodFailurePolicyRule[]!' },
  PodFailurePolicyOnExitCodesRequirement: { containerName: '*string', operator: 'string!', values: 'int[]!' },
  PodFailurePolicyOnPodConditionsPattern: { type: 'string!', status: 'string!' },
  PodFailurePolicyRule: {
    action: 'string!', onExitCodes: '*PodFailurePolicyOnExitCodesRequirement',
    onPodConditions: 'PodFailurePolicyOnPodConditionsPattern[]',
  },
  SuccessPolicy: { rules: 'SuccessPolicyRule[]!' },
  SuccessPolicyRule: { succeededIndexes: '*string', succeededCount: '*int' },
  UncountedTerminatedPods: { succeeded: 'string[]', failed: 'string[]' },
};

export const autoscalingV1: ShapeTable = {
  CrossVersionObjectReference: { kind: 'string!', name: 'string!', apiVersion: 'string' },
  HorizontalPodAutoscaler: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'HorizontalPodAutoscalerSpec',
    status: 'HorizontalPodAutoscalerStatus',
  },
  HorizontalPodAutoscalerSpec: {
    scaleTargetRef: 'CrossVersionObjectReference', minReplicas: '*int', maxReplicas: 'int!', targetCPUUtilizationPercentage: '*int',
  },
  HorizontalPodAutoscalerStatus: {
    observedGeneration: '*int', lastScaleTime: '*time', currentReplicas: 'int!', desiredReplicas: 'int!',
    currentCPUUtilizationPercentage: '*int',
  },
  Scale: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'ScaleSpec', status: 'ScaleStatus' },
  ScaleSpec: { replicas: 'int' },
  ScaleStatus: { replicas: 'int!', selector: 'string' },
};

export const autoscalingV2: ShapeTable = {
  ContainerResourceMetricSource: { name: 'string!', target: 'MetricTarget', container: 'string!' },
  ContainerResourceMetricStatus: { name: 'string!', current: 'MetricValueStatus', container: 'string!' },
  CrossVersionObjectReference: { kind: 'string!', name: 'string!', apiVersion: 'string' },
  ExternalMetricSource: { metric: 'MetricIdentifier', target: 'MetricTarget' },
  ExternalMetricStatus: { metric: 'MetricIdentifier', current: 'MetricValueStatus' },
  HPAScalingPolicy: { type: 'string!', value: 'int!', periodSeconds: 'int!' },
  HPAScalingRules: { stabilizationWindowSeconds: '*int', selectPolicy: '*string', policies: 'HPAScalingPolicy[]', tolerance: '*quantity' },
  HorizontalPodAutoscaler: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'HorizontalPodAutoscalerSpec',
    status: 'HorizontalPodAutoscalerStatus',
  },
  HorizontalPodAutoscalerBehavior: { scaleUp: '*HPAScalingRules', scaleDown: '*HPAScalingRules' },
  HorizontalPodAutoscalerCondition: { type: 'string!', status: 'string!', lastTransitionTime: 'time', reason: 'string', message: 'string' },
  HorizontalPodAutoscalerSpec: {
    scaleTargetRef: 'CrossVersionObjectReference', minReplicas: '*int', maxReplicas: 'int!', metrics: 'MetricSpec[]',
    behavior: '*HorizontalPodAutoscalerBehavior',
  },
  HorizontalPodAutoscalerStatus: {
    observedGeneration: '*int', lastScaleTime: '*time', currentReplicas: 'int', desiredReplicas: 'int!',
    currentMetrics: 'MetricStatus[]!', conditions: 'HorizontalPodAutoscalerCondition[]',
  },
  MetricIdentifier: { name: 'string!', selector: '*meta.v1.LabelSelector' },
  MetricSpec: {
    type: 'string!', object: '*ObjectMetricSource', pods: '*PodsMetricSource', resource: '*ResourceMetricSource',
    containerResource: '*ContainerResourceMetricSource', external: '*ExternalMetricSource',
  },
  MetricStatus: {
    type: 'string!', object: '*ObjectMetricStatus', pods: '*PodsMetricStatus', resource: '*ResourceMetricStatus',
    containerResource: '*ContainerResourceMetricStatus', external: '*ExternalMetricStatus',
  },
  MetricTarget: { type: 'string!', value: '*quantity', averageValue: '*quantity', averageUtilization: '*int' },
  MetricValueStatus: { value: '*quantity', averageValue: '*quantity', averageUtilization: '*int' },
  ObjectMetricSource: { describedObject: 'CrossVersionObjectReference', target: 'MetricTarget', metric: 'MetricIdentifier' },
  ObjectMetricStatus: { metric: 'MetricIdentifier', current: 'MetricValueStatus', describedObject: 'CrossVersionObjectReference' },
  PodsMetricSource: { metric: 'MetricIdentifier', target: 'MetricTarget' },
  PodsMetricStatus: { metric: 'MetricIdentifier', current: 'MetricValueStatus' },
  ResourceMetricSource: { name: 'string!', target: 'MetricTarget' },
  ResourceMetricStatus: { name: 'string!', current: 'MetricValueStatus' },
};

export const policyV1: ShapeTable = {
  PodDisruptionBudget: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'PodDisruptionBudgetSpec',
    status: 'PodDisruptionBudgetStatus',
  },
  PodDisruptionBudgetSpec: {
    minAvailable: '*intstr', selector: '*meta.v1.LabelSelector', maxUnavailable: '*intstr', unhealthyPodEvictionPolicy: '*string',
  },
  PodDisruptionBudgetStatus: {
    observedGeneration: 'int', disruptedPods: 'time{}', disruptionsAllowed: 'int!', currentHealthy: 'int!', desiredHealthy: 'int!',
    expectedPods: 'int!', conditions: 'meta.v1.Condition[]',
  },
};
