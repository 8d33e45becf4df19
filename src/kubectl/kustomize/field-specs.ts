/** Which fields the transformers change (upstream: kustomize api/internal/konfig/builtinpluginconsts). */
import type { FieldSpec } from './field-path.ts';
import type { Gvk } from './resource.ts';

const METADATA_LABELS: readonly FieldSpec[] = [
  { path: 'metadata/labels', create: true },
  { path: 'spec/template/metadata/labels', create: true, version: 'v1', kind: 'ReplicationController' },
  ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) => ({ path: 'spec/template/metadata/labels', create: true, kind })),
  { path: 'spec/template/metadata/labels', create: true, group: 'apps', kind: 'StatefulSet' },
  { path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true, group: 'apps', kind: 'StatefulSet' },
  { path: 'spec/template/metadata/labels', create: true, group: 'batch', kind: 'Job' },
  { path: 'spec/jobTemplate/metadata/labels', create: true, group: 'batch', kind: 'CronJob' },
  { path: 'spec/jobTemplate/spec/template/metadata/labels', create: true, group: 'batch', kind: 'CronJob' },
];

const affinity = (kind: string): readonly FieldSpec[] =>
  [
    ...['podAffinity', 'podAntiAffinity'].flatMap((of) => [
      `affinity/${of}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm`,
      `affinity/${of}/requiredDuringSchedulingIgnoredDuringExecution`,
    ]),
    'topologySpreadConstraints',
  ].map((at) => ({ path: `spec/template/spec/${at}/labelSelector/matchLabels`, group: 'apps', kind }));

export const TEMPLATE_LABELS = METADATA_LABELS;
export const COMMON_LABELS: readonly FieldSpec[] = [
  { path: 'spec/selector', create: true, version: 'v1', kind: 'Service' },
  { path: 'spec/selector', create: true, version: 'v1', kind: 'ReplicationController' },
  { path: 'spec/selector/matchLabels', create: true, kind: 'Deployment' },
  ...affinity('Deployment'),
  { path: 'spec/selector/matchLabels', create: true, kind: 'ReplicaSet' },
  { path: 'spec/selector/matchLabels', create: true, kind: 'DaemonSet' },
  { path: 'spec/selector/matchLabels', create: true, group: 'apps', kind: 'StatefulSet' },
  ...affinity('StatefulSet'),
  { path: 'spec/selector/matchLabels', group: 'batch', kind: 'Job' },
  { path: 'spec/jobTemplate/spec/selector/matchLabels', group: 'batch', kind: 'CronJob' },
  { path: 'spec/selector/matchLabels', group: 'policy', kind: 'PodDisruptionBudget' },
  ...['podSelector', 'ingress/from/podSelector', 'egress/to/podSelector'].map((at) => ({ path: `spec/${at}/matchLabels`, group: 'networking.k8s.io', kind: 'NetworkPolicy' })),
  ...METADATA_LABELS,
];
export const ONLY_METADATA_LABELS: FieldSpec = { path: 'metadata/labels', create: true };

export const COMMON_ANNOTATIONS: readonly FieldSpec[] = [
  { path: 'metadata/annotations', create: true },
  { path: 'spec/template/metadata/annotations', create: true, version: 'v1', kind: 'ReplicationController' },
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].map((kind) => ({ path: 'spec/template/metadata/annotations', create: true, kind })),
  { path: 'spec/template/metadata/annotations', create: true, group: 'batch', kind: 'Job' },
  { path: 'spec/jobTemplate/metadata/annotations', create: true, group: 'batch', kind: 'CronJob' },
  { path: 'spec/jobTemplate/spec/template/metadata/annotations', create: true, group: 'batch', kind: 'CronJob' },
];

export const IMAGES: readonly FieldSpec[] = ['spec', 'spec/template/spec'].flatMap((at) => [
  { path: `${at}/containers[]/image` },
  { path: `${at}/initContainers[]/image` },
  { path: `${at}/volumes[]/image/reference` },
]);

export const REPLICAS: readonly FieldSpec[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'].map((kind) => ({ path: 'spec/replicas', create: true, kind }));

export const NAMESPACES: readonly FieldSpec[] = [
  { path: 'spec/service/namespace', group: 'apiregistration.k8s.io', kind: 'APIService', create: true },
  { path: 'spec/conversion/webhook/clientConfig/service/namespace', group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
];

/** Kinds of objects that others name, and the fields in which they do. */
export interface NameReference {
  readonly target: Gvk;
  readonly fields: readonly FieldSpec[];
}

const POD: FieldSpec = { path: 'spec', kind: 'Pod' };
const TEMPLATES: readonly FieldSpec[] = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'].map((kind) => ({ path: 'spec/template/spec', kind }));
const CRON_JOB: FieldSpec = { path: 'spec/jobTemplate/spec/template/spec', kind: 'CronJob' };
const CONFIGURED: readonly FieldSpec[] = [{ ...POD, version: 'v1' }, { path: 'template/spec', kind: 'PodTemplate' }, ...TEMPLATES, CRON_JOB];
const RUN: readonly FieldSpec[] = [
  POD,
  ...['StatefulSet', 'Deployment', 'ReplicationController', 'Job', 'DaemonSet'].map((kind) => ({ path: 'spec/template/spec', kind })),
  CRON_JOB,
];
const inPods = (places: readonly FieldSpec[], fields: readonly string[]): readonly FieldSpec[] =>
  places.flatMap((place) => fields.map((field) => ({ ...place, path: `${place.path}/${field}` })));
const at = (path: string, kind: string, group?: string): FieldSpec => ({ path, kind, ...(group !== undefined && { group }) });
const inContainers = (field: string): readonly string[] => [`containers/${field}`, `initContainers/${field}`];

const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

export const NAME_REFERENCES: readonly NameReference[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
    target: { kind },
    fields: [at('spec/scaleTargetRef/name', 'HorizontalPodAutoscaler')],
  })),
  {
    target: { kind: 'ConfigMap', version: 'v1' },
    fields: [
      ...inPods(CONFIGURED, [
        'volumes/configMap/name',
        ...inContainers('env/valueFrom/configMapKeyRef/name'),
        ...inContainers('envFrom/configMapRef/name'),
        'volumes/projected/sources/configMap/name',
      ]),
      at('spec/configSource/configMap', 'Node'),
      at('rules/resourceNames', 'Role'),
      at('rules/resourceNames', 'ClusterRole'),
      at('metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap', 'Ingress'),
    ],
  },
  {
    target: { kind: 'Secret', version: 'v1' },
    fields: [
      ...inPods(CONFIGURED, [
        'volumes/secret/secretName',
        ...inContainers('env/valueFrom/secretKeyRef/name'),
        ...inContainers('envFrom/secretRef/name'),
        'imagePullSecrets/name',
        'volumes/projected/sources/secret/name',
      ]),
      at('spec/tls/secretName', 'Ingress'),
      ...['ingress.kubernetes.io\\/auth-secret', 'nginx.ingress.kubernetes.io\\/auth-secret', 'nginx.ingress.kubernetes.io\\/auth-tls-secret'].map((name) =>
        at(`metadata/annotations/${name}`, 'Ingress'),
      ),
      at('imagePullSecrets/name', 'ServiceAccount'),
      ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((name) => at(`parameters/${name}`, 'StorageClass')),
      at('rules/resourceNames', 'Role'),
      at('rules/resourceNames', 'ClusterRole'),
      { ...at('spec/template/spec/containers/env/valueFrom/secretKeyRef/name', 'Service', 'serving.knative.dev'), version: 'v1' },
      at('spec/azureFile/secretName', 'PersistentVolume'),
    ],
  },
  {
    target: { kind: 'Service', version: 'v1' },
    fields: [
      at('spec/serviceName', 'StatefulSet', 'apps'),
      ...['spec/rules/http/paths/backend/serviceName', 'spec/backend/serviceName', 'spec/rules/http/paths/backend/service/name', 'spec/defaultBackend/service/name'].map((path) =>
        at(path, 'Ingress'),
      ),
      at('spec/service/name', 'APIService', 'apiregistration.k8s.io'),
      at('webhooks/clientConfig/service', 'ValidatingWebhookConfiguration', ADMISSION),
      at('webhooks/clientConfig/service', 'MutatingWebhookConfiguration', ADMISSION),
    ],
  },
  { target: { kind: 'Role', group: RBAC }, fields: [at('roleRef/name', 'RoleBinding', RBAC)] },
  { target: { kind: 'ClusterRole', group: RBAC }, fields: [at('roleRef/name', 'RoleBinding', RBAC), at('roleRef/name', 'ClusterRoleBinding', RBAC)] },
  {
    target: { kind: 'ServiceAccount', version: 'v1' },
    fields: [at('subjects', 'RoleBinding', RBAC), at('subjects', 'ClusterRoleBinding', RBAC), ...inPods(RUN, ['serviceAccountName'])],
  },
  { target: { kind: 'PersistentVolumeClaim', version: 'v1' }, fields: inPods(RUN, ['volumes/persistentVolumeClaim/claimName']) },
  { target: { kind: 'PersistentVolume', version: 'v1' }, fields: [at('spec/volumeName', 'PersistentVolumeClaim'), at('rules/resourceNames', 'ClusterRole')] },
  {
    target: { kind: 'StorageClass', version: 'v1', group: 'storage.k8s.io' },
    fields: [
      at('spec/storageClassName', 'PersistentVolume'),
      at('spec/storageClassName', 'PersistentVolumeClaim'),
      at('spec/volumeClaimTemplates/spec/storageClassName', 'StatefulSet'),
    ],
  },
  { target: { kind: 'PriorityClass', version: 'v1', group: 'scheduling.k8s.io' }, fields: inPods(RUN, ['priorityClassName']) },
  { target: { kind: 'ValidatingAdmissionPolicy', group: ADMISSION }, fields: [at('spec/policyName', 'ValidatingAdmissionPolicyBinding', ADMISSION)] },
];
