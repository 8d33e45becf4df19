/** Wire shapes of v1 but for pods, and of the shared metadata. Generated from the field tags of the v1.34 API types; see shape.ts for the codes. */
import type { ShapeTable } from './shape.ts';

export const core: ShapeTable = {
  AttachedVolume: { name: 'string!', devicePath: 'string!' },
  AzureFilePersistentVolumeSource: { secretName: 'string!', shareName: 'string!', readOnly: 'bool', secretNamespace: '*string!' },
  Binding: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', target: 'ObjectReference' },
  CSIPersistentVolumeSource: {
    driver: 'string!', volumeHandle: 'string!', readOnly: 'bool', fsType: 'string', volumeAttributes: 'string{}',
    controllerPublishSecretRef: '*SecretReference', nodeStageSecretRef: '*SecretReference', nodePublishSecretRef: '*SecretReference',
    controllerExpandSecretRef: '*SecretReference', nodeExpandSecretRef: '*SecretReference',
  },
  CephFSPersistentVolumeSource: {
    monitors: 'string[]!', path: 'string', user: 'string', secretFile: 'string', secretRef: '*SecretReference', readOnly: 'bool',
  },
  CinderPersistentVolumeSource: { volumeID: 'string!', fsType: 'string', readOnly: 'bool', secretRef: '*SecretReference' },
  ClientIPConfig: { timeoutSeconds: '*int' },
  ConfigMap: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', immutable: '*bool', data: 'string{}', binaryData: 'bytes{}',
  },
  ConfigMapNodeConfigSource: {
    namespace: 'string!', name: 'string!', uid: 'string', resourceVersion: 'string', kubeletConfigKey: 'string!',
  },
  ContainerImage: { names: 'string[]!', sizeBytes: 'int' },
  DaemonEndpoint: { Port: 'int!' },
  EndpointAddress: { ip: 'string!', hostname: 'string', nodeName: '*string', targetRef: '*ObjectReference' },
  EndpointPort: { name: 'string', port: 'int!', protocol: 'string', appProtocol: '*string' },
  EndpointSubset: { addresses: 'EndpointAddress[]', notReadyAddresses: 'EndpointAddress[]', ports: 'EndpointPort[]' },
  Endpoints: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', subsets: 'EndpointSubset[]' },
  Event: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', involvedObject: 'ObjectReference', reason: 'string',
    message: 'string', source: 'EventSource', firstTimestamp: 'time', lastTimestamp: 'time', count: 'int', type: 'string',
    eventTime: 'microtime', series: '*EventSeries', action: 'string', related: '*ObjectReference', reportingComponent: 'string!',
    reportingInstance: 'string!',
  },
  EventSeries: { count: 'int', lastObservedTime: 'microtime' },
  EventSource: { component: 'string', host: 'string' },
  FlexPersistentVolumeSource: { driver: 'string!', fsType: 'string', secretRef: '*SecretReference', readOnly: 'bool', options: 'string{}' },
  GlusterfsPersistentVolumeSource: { endpoints: 'string!', path: 'string!', readOnly: 'bool', endpointsNamespace: '*string' },
  ISCSIPersistentVolumeSource: {
    targetPortal: 'string!', iqn: 'string!', lun: 'int!', iscsiInterface: 'string', fsType: 'string', readOnly: 'bool',
    portals: 'string[]', chapAuthDiscovery: 'bool', chapAuthSession: 'bool', secretRef: '*SecretReference', initiatorName: '*string',
  },
  LimitRange: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'LimitRangeSpec' },
  LimitRangeItem: {
    type: 'string!', max: 'quantity{}', min: 'quantity{}', default: 'quantity{}', defaultRequest: 'quantity{}',
    maxLimitRequestRatio: 'quantity{}',
  },
  LimitRangeSpec: { limits: 'LimitRangeItem[]!' },
  LoadBalancerIngress: { ip: 'string', hostname: 'string', ipMode: '*string', ports: 'PortStatus[]' },
  LoadBalancerStatus: { ingress: 'LoadBalancerIngress[]' },
  LocalVolumeSource: { path: 'string!', fsType: '*string' },
  ModifyVolumeStatus: { targetVolumeAttributesClassName: 'string', status: 'string!' },
  Namespace: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'NamespaceSpec', status: 'NamespaceStatus' },
  NamespaceCondition: { type: 'string!', status: 'string!', lastTransitionTime: 'time', reason: 'string', message: 'string' },
  NamespaceSpec: { finalizers: 'string[]' },
  NamespaceStatus: { phase: 'string', conditions: 'NamespaceCondition[]' },
  Node: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'NodeSpec', status: 'NodeStatus' },
  NodeAddress: { type: 'string!', address: 'string!' },
  NodeCondition: {
    type: 'string!', status: 'string!', lastHeartbeatTime: 'time', lastTransitionTime: 'time', reason: 'string', message: 'string',
  },
  NodeConfigSource: { configMap: '*ConfigMapNodeConfigSource' },
  NodeConfigStatus: { assigned: '*NodeConfigSource', active: '*NodeConfigSource', lastKnownGood: '*NodeConfigSource', error: 'string' },
  NodeDaemonEndpoints: { kubeletEndpoint: 'DaemonEndpoint' },
  NodeFeatures: { supplementalGroupsPolicy: '*bool' },
  NodeRuntimeHandler: { name: 'string!', features: '*NodeRuntimeHandlerFeatures' },
  NodeRuntimeHandlerFeatures: { recursiveReadOnlyMounts: '*bool', userNamespaces: '*bool' },
  NodeSpec: {
    podCIDR: 'string', podCIDRs: 'string[]', providerID: 'string', unschedulable: 'bool', taints: 'Taint[]',
    configSource: '*NodeConfigSource', externalID: 'string',
  },
  NodeStatus: {
    capacity: 'quantity{}', allocatable: 'quantity{}', phase: 'string', conditions: 'NodeCondition[]', addresses: 'NodeAddress[]',
    daemonEndpoints: 'NodeDaemonEndpoints', nodeInfo: 'NodeSystemInfo', images: 'ContainerImage[]', volumesInUse: 'string[]',
    volumesAttached: 'AttachedVolume[]', config: '*NodeConfigStatus', runtimeHandlers: 'NodeRuntimeHandler[]', features: '*NodeFeatures',
  },
  NodeSwapStatus: { capacity: '*int' },
  NodeSystemInfo: {
    machineID: 'string!', systemUUID: 'string!', bootID: 'string!', kernelVersion: 'string!', osImage: 'string!',
    containerRuntimeVersion: 'string!', kubeletVersion: 'string!', kubeProxyVersion: 'string!', operatingSystem: 'string!',
    architecture: 'string!', swap: '*NodeSwapStatus',
  },
  ObjectReference: {
    kind: 'string', namespace: 'string', name: 'string', uid: 'string', apiVersion: 'string', resourceVersion: 'string',
    fieldPath: 'string',
  },
  PersistentVolume: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'PersistentVolumeSpec', status: 'PersistentVolumeStatus',
  },
  PersistentVolumeClaim: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'PersistentVolumeClaimSpec',
    status: 'PersistentVolumeClaimStatus',
  },
  PersistentVolumeClaimCondition: {
    type: 'string!', status: 'string!', lastProbeTime: 'time', lastTransitionTime: 'time', reason: 'string', message: 'string',
  },
  PersistentVolumeClaimStatus: {
    phase: 'string', accessModes: 'string[]', capacity: 'quantity{}', conditions: 'PersistentVolumeClaimCondition[]',
    allocatedResources: 'quantity{}', allocatedResourceStatuses: 'string{}', currentVolumeAttributesClassName: '*string',
    modifyVolumeStatus: '*ModifyVolumeStatus',
  },
  PersistentVolumeSpec: {
    capacity: 'quantity{}', gcePersistentDisk: '*GCEPersistentDiskVolumeSource',
    awsElasticBlockStore: '*AWSElasticBlockStoreVolumeSource', hostPath: '*HostPathVolumeSource',
    glusterfs: '*GlusterfsPersistentVolumeSource', nfs: '*NFSVolumeSource', rbd: '*RBDPersistentVolumeSource',
    iscsi: '*ISCSIPersistentVolumeSource', cinder: '*CinderPersistentVolumeSource', cephfs: '*CephFSPersistentVolumeSource',
    fc: '*FCVolumeSource', flocker: '*FlockerVolumeSource', flexVolume: '*FlexPersistentVolumeSource',
    azureFile: '*AzureFilePersistentVolumeSource', vsphereVolume: '*VsphereVirtualDiskVolumeSource', quobyte: '*QuobyteVolumeSource',
    azureDisk: '*AzureDiskVolumeSource', photonPersistentDisk: '*PhotonPersistentDiskVolumeSource',
    portworxVolume: '*PortworxVolumeSource', scaleIO: '*ScaleIOPersistentVolumeSource', local: '*LocalVolumeSource',
    storageos: '*StorageOSPersistentVolumeSource', csi: '*CSIPersistentVolumeSource', accessModes: 'string[]',
    claimRef: '*ObjectReference', persistentVolumeReclaimPolicy: 'string', storageClassName: 'string', mountOptions: 'string[]',
    volumeMode: '*string', nodeAffinity: '*VolumeNodeAffinity', volumeAttributesClassName: '*string',
  },
  PersistentVolumeStatus: { phase: 'string', message: 'string', reason: 'string', lastPhaseTransitionTime: '*time' },
  PortStatus: { port: 'int!', protocol: 'string!', error: '*string' },
  RBDPersistentVolumeSource: {
    monitors: 'string[]!', image: 'string!', fsType: 'string', pool: 'string', user: 'string', keyring: 'string',
    secretRef: '*SecretReference', readOnly: 'bool',
  },
  ReplicationController: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'ReplicationControllerSpec',
    status: 'ReplicationControllerStatus',
  },
  ReplicationControllerCondition: { type: 'string!', status: 'string!', lastTransitionTime: 'time', reason: 'string', message: 'string' },
  ReplicationControllerSpec: { replicas: '*int', minReadySeconds: 'int', selector: 'string{}', template: '*PodTemplateSpec' },
  ReplicationControllerStatus: {
    replicas: 'int!', fullyLabeledReplicas: 'int', readyReplicas: 'int', availableReplicas: 'int', observedGeneration: 'int',
    conditions: 'ReplicationControllerCondition[]',
  },
  ResourceQuota: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'ResourceQuotaSpec', status: 'ResourceQuotaStatus',
  },
  ResourceQuotaSpec: { hard: 'quantity{}', scopes: 'string[]', scopeSelector: '*ScopeSelector' },
  ResourceQuotaStatus: { hard: 'quantity{}', used: 'quantity{}' },
  ScaleIOPersistentVolumeSource: {
    gateway: 'string!', system: 'string!', secretRef: '*SecretReference!', sslEnabled: 'bool', protectionDomain: 'string',
    storagePool: 'string', storageMode: 'string', volumeName: 'string', fsType: 'string', readOnly: 'bool',
  },
  ScopeSelector: { matchExpressions: 'ScopedResourceSelectorRequirement[]' },
  ScopedResourceSelectorRequirement: { scopeName: 'string!', operator: 'string!', values: 'string[]' },
  Secret: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', immutable: '*bool', data: 'bytes{}', stringData: 'string{}',
    type: 'string',
  },
  SecretReference: { name: 'string', namespace: 'string' },
  Service: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'ServiceSpec', status: 'ServiceStatus' },
  ServiceAccount: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', secrets: 'ObjectReference[]',
    imagePullSecrets: 'LocalObjectReference[]', automountServiceAccountToken: '*bool',
  },
  ServicePort: { name: 'string', protocol: 'string', appProtocol: '*string', port: 'int!', targetPort: 'intstr', nodePort: 'int' },
  ServiceSpec: {
    ports: 'ServicePort[]', selector: 'string{}', clusterIP: 'string', clusterIPs: 'string[]', type: 'string', externalIPs: 'string[]',
    sessionAffinity: 'string', loadBalancerIP: 'string', loadBalancerSourceRanges: 'string[]', externalName: 'string',
    externalTrafficPolicy: 'string', healthCheckNodePort: 'int', publishNotReadyAddresses: 'bool',
    sessionAffinityConfig: '*SessionAffinityConfig', ipFamilies: 'string[]', ipFamilyPolicy: '*string',
    allocateLoadBalancerNodePorts: '*bool', loadBalancerClass: '*string', internalTrafficPolicy: '*string',
    trafficDistribution: '*string',
  },
  ServiceStatus: { loadBalancer: 'LoadBalancerStatus', conditions: 'meta.v1.Condition[]' },
  SessionAffinityConfig: { clientIP: '*ClientIPConfig' },
  StorageOSPersistentVolumeSource: {
    volumeName: 'string', volumeNamespace: 'string', fsType: 'string', readOnly: 'bool', secretRef: '*ObjectReference',
  },
  Taint: { key: 'string!', value: 'string', effect: 'string!', timeAdded: '*time' },
  TopologySelectorLabelRequirement: { key: 'string!', values: 'string[]!' },
  TopologySelectorTerm: { matchLabelExpressions: 'TopologySelectorLabelRequirement[]' },
  VolumeNodeAffinity: { required: '*NodeSelector' },
};

export const meta: ShapeTable = {
  Condition: {
    type: 'string!', status: 'string!', observedGeneration: 'int', lastTransitionTime: 'time', reason: 'string!', message: 'string!',
  },
  LabelSelector: { matchLabels: 'string{}', matchExpressions: 'LabelSelectorRequirement[]' },
  LabelSelectorRequirement: { key: 'string!', operator: 'string!', values: 'string[]' },
  ManagedFieldsEntry: {
    manager: 'string', operation: 'string', apiVersion: 'string', time: '*time', fieldsType: 'string', fieldsV1: '*any',
    subresource: 'string',
  },
  ObjectMeta: {
    name: 'string', generateName: 'string', namespace: 'string', selfLink: 'string', uid: 'string', resourceVersion: 'string',
    generation: 'int', creationTimestamp: 'time~', deletionTimestamp: '*time', deletionGracePeriodSeconds: '*int', labels: 'string{}',
    annotations: 'string{}', ownerReferences: 'OwnerReference[]', finalizers: 'string[]', managedFields: 'ManagedFieldsEntry[]',
  },
  OwnerReference: {
    apiVersion: 'string!', kind: 'string!', name: 'string!', uid: 'string!', controller: '*bool', blockOwnerDeletion: '*bool',
  },
};
