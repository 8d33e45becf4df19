/** Wire shapes of the remaining groups. Generated from the field tags of the v1.34 API types; see shape.ts for the codes. */
import type { ShapeTable } from './shape.ts';

export const networkingV1: ShapeTable = {
  HTTPIngressPath: { path: 'string', pathType: '*string!', backend: 'IngressBackend' },
  HTTPIngressRuleValue: { paths: 'HTTPIngressPath[]!' },
  IPBlock: { cidr: 'string!', except: 'string[]' },
  Ingress: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'IngressSpec', status: 'IngressStatus' },
  IngressBackend: { service: '*IngressServiceBackend', resource: '*core.v1.TypedLocalObjectReference' },
  IngressClass: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'IngressClassSpec' },
  IngressClassParametersReference: { apiGroup: '*string', kind: 'string!', name: 'string!', scope: '*string!', namespace: '*string' },
  IngressClassSpec: { controller: 'string', parameters: '*IngressClassParametersReference' },
  IngressLoadBalancerIngress: { ip: 'string', hostname: 'string', ports: 'IngressPortStatus[]' },
  IngressLoadBalancerStatus: { ingress: 'IngressLoadBalancerIngress[]' },
  IngressPortStatus: { port: 'int!', protocol: 'string!', error: '*string' },
  IngressRule: { host: 'string', http: '*HTTPIngressRuleValue' },
  IngressServiceBackend: { name: 'string!', port: 'ServiceBackendPort' },
  IngressSpec: { ingressClassName: '*string', defaultBackend: '*IngressBackend', tls: 'IngressTLS[]', rules: 'IngressRule[]' },
  IngressStatus: { loadBalancer: 'IngressLoadBalancerStatus' },
  IngressTLS: { hosts: 'string[]', secretName: 'string' },
  NetworkPolicy: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'NetworkPolicySpec' },
  NetworkPolicyEgressRule: { ports: 'NetworkPolicyPort[]', to: 'NetworkPolicyPeer[]' },
  NetworkPolicyIngressRule: { ports: 'NetworkPolicyPort[]', from: 'NetworkPolicyPeer[]' },
  NetworkPolicyPeer: { podSelector: '*meta.v1.LabelSelector', namespaceSelector: '*meta.v1.LabelSelector', ipBlock: '*IPBlock' },
  NetworkPolicyPort: { protocol: '*string', port: '*intstr', endPort: '*int' },
  NetworkPolicySpec: {
    podSelector: 'meta.v1.LabelSelector', ingress: 'NetworkPolicyIngressRule[]', egress: 'NetworkPolicyEgressRule[]',
    policyTypes: 'string[]',
  },
  ServiceBackendPort: { name: 'string', number: 'int' },
};

export const discoveryV1: ShapeTable = {
  Endpoint: {
    addresses: 'string[]!', conditions: 'EndpointConditions', hostname: '*string', targetRef: '*core.v1.ObjectReference',
    deprecatedTopology: 'string{}', nodeName: '*string', zone: '*string', hints: '*EndpointHints',
  },
  EndpointConditions: { ready: '*bool', serving: '*bool', terminating: '*bool' },
  EndpointHints: { forZones: 'ForZone[]', forNodes: 'ForNode[]' },
  EndpointPort: { name: '*string', protocol: '*string', port: '*int', appProtocol: '*string' },
  EndpointSlice: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', addressType: 'string!', endpoints: 'Endpoint[]!',
    ports: 'EndpointPort[]!',
  },
  ForNode: { name: 'string!' },
  ForZone: { name: 'string!' },
};

export const eventsV1: ShapeTable = {
  Event: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', eventTime: 'microtime', series: '*EventSeries',
    reportingController: 'string', reportingInstance: 'string', action: 'string', reason: 'string', regarding: 'core.v1.ObjectReference',
    related: '*core.v1.ObjectReference', note: 'string', type: 'string', deprecatedSource: 'core.v1.EventSource',
    deprecatedFirstTimestamp: 'time', deprecatedLastTimestamp: 'time', deprecatedCount: 'int',
  },
  EventSeries: { count: 'int!', lastObservedTime: 'microtime' },
};

export const storageV1: ShapeTable = {
  CSIDriver: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'CSIDriverSpec' },
  CSIDriverSpec: {
    attachRequired: '*bool', podInfoOnMount: '*bool', volumeLifecycleModes: 'string[]', storageCapacity: '*bool',
    fsGroupPolicy: '*string', tokenRequests: 'TokenRequest[]', requiresRepublish: '*bool', seLinuxMount: '*bool',
    nodeAllocatableUpdatePeriodSeconds: '*int',
  },
  CSINode: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'CSINodeSpec' },
  CSINodeDriver: { name: 'string!', nodeID: 'string!', topologyKeys: 'string[]!', allocatable: '*VolumeNodeResources' },
  CSINodeSpec: { drivers: 'CSINodeDriver[]!' },
  StorageClass: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', provisioner: 'string!', parameters: 'string{}',
    reclaimPolicy: '*string', mountOptions: 'string[]', allowVolumeExpansion: '*bool', volumeBindingMode: '*string',
    allowedTopologies: 'core.v1.TopologySelectorTerm[]',
  },
  TokenRequest: { audience: 'string!', expirationSeconds: '*int' },
  VolumeAttachment: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'VolumeAttachmentSpec', status: 'VolumeAttachmentStatus',
  },
  VolumeAttachmentSource: { persistentVolumeName: '*string', inlineVolumeSpec: '*core.v1.PersistentVolumeSpec' },
  VolumeAttachmentSpec: { attacher: 'string!', source: 'VolumeAttachmentSource', nodeName: 'string!' },
  VolumeAttachmentStatus: { attached: 'bool!', attachmentMetadata: 'string{}', attachError: '*VolumeError', detachError: '*VolumeError' },
  VolumeError: { time: 'time', message: 'string', errorCode: '*int' },
  VolumeNodeResources: { count: '*int' },
};

export const schedulingV1: ShapeTable = {
  PriorityClass: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', value: 'int!', globalDefault: 'bool', description: 'string',
    preemptionPolicy: '*string',
  },
};

export const rbacV1: ShapeTable = {
  AggregationRule: { clusterRoleSelectors: 'meta.v1.LabelSelector[]' },
  ClusterRole: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', rules: 'PolicyRule[]!', aggregationRule: '*AggregationRule',
  },
  ClusterRoleBinding: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', subjects: 'Subject[]', roleRef: 'RoleRef' },
  PolicyRule: { verbs: 'string[]!', apiGroups: 'string[]', resources: 'string[]', resourceNames: 'string[]', nonResourceURLs: 'string[]' },
  Role: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', rules: 'PolicyRule[]!' },
  RoleBinding: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', subjects: 'Subject[]', roleRef: 'RoleRef' },
  RoleRef: { apiGroup: 'string!', kind: 'string!', name: 'string!' },
  Subject: { kind: 'string!', apiGroup: 'string', name: 'string!', namespace: 'string' },
};

export const coordinationV1: ShapeTable = {
  Lease: { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'LeaseSpec' },
  LeaseSpec: {
    holderIdentity: '*string', leaseDurationSeconds: '*int', acquireTime: '*microtime', renewTime: '*microtime', leaseTransitions: '*int',
    strategy: '*string', preferredHolder: '*string',
  },
};

export const apiextensionsV1: ShapeTable = {
  CustomResourceColumnDefinition: {
    name: 'string!', type: 'string!', format: 'string', description: 'string', priority: 'int', jsonPath: 'string!',
  },
  CustomResourceConversion: { strategy: 'string!', webhook: '*WebhookConversion' },
  CustomResourceDefinition: {
    kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta', spec: 'CustomResourceDefinitionSpec',
    status: 'CustomResourceDefinitionStatus',
  },
  CustomResourceDefinitionCondition: {
    type: 'string!', status: 'string!', lastTransitionTime: 'time', reason: 'string', message: 'string',
  },
  CustomResourceDefinitionNames: {
    plural: 'string!', singular: 'string', shortNames: 'string[]', kind: 'string!', listKind: 'string', categories: 'string[]',
  },
  CustomResourceDefinitionSpec: {
    group: 'string!', names: 'CustomResourceDefinitionNames', scope: 'string!', versions: 'CustomResourceDefinitionVersion[]!',
    conversion: '*CustomResourceConversion', preserveUnknownFields: 'bool',
  },
  CustomResourceDefinitionStatus: {
    conditions: 'CustomResourceDefinitionCondition[]!', acceptedNames: 'CustomResourceDefinitionNames', storedVersions: 'string[]!',
  },
  CustomResourceDefinitionVersion: {
    name: 'string!', served: 'bool!', storage: 'bool!', deprecated: 'bool', deprecationWarning: '*string',
    schema: '*CustomResourceValidation', subresources: '*CustomResourceSubresources',
    additionalPrinterColumns: 'CustomResourceColumnDefinition[]', selectableFields: 'SelectableField[]',
  },
  CustomResourceSubresourceScale: { specReplicasPath: 'string!', statusReplicasPath: 'string!', labelSelectorPath: '*string' },
  CustomResourceSubresourceStatus: {},
  CustomResourceSubresources: { status: '*CustomResourceSubresourceStatus', scale: '*CustomResourceSubresourceScale' },
  CustomResourceValidation: { openAPIV3Schema: '*any' },
  ExternalDocumentation: { description: 'string', url: 'string' },
  SelectableField: { jsonPath: 'string!' },
  ServiceReference: { namespace: 'string!', name: 'string!', path: '*string', port: '*int' },
  ValidationRule: {
    rule: 'string!', message: 'string', messageExpression: 'string', reason: '*string', fieldPath: 'string', optionalOldSelf: '*bool',
  },
  WebhookClientConfig: { url: '*string', service: '*ServiceReference', caBundle: 'bytes' },
  WebhookConversion: { clientConfig: '*WebhookClientConfig', conversionReviewVersions: 'string[]!' },
};
