import type { KindDescriptor } from '../../descriptor.ts';
import { podNameWarning } from '../workload-validation.ts';
import { podColumns } from './columns.ts';
import { defaultPod } from './defaults.ts';
import { podGracePeriod, podSelectableFields, preparePodForCreate, preparePodForUpdate } from './strategy.ts';
import type { Pod } from './types.ts';
import { faultless } from './faultless.ts';
import { validateNewPod, validatePod, validatePodUpdate } from './validation.ts';
import { podSpecWarnings } from './warnings.ts';

const validateCreated = faultless((pod) => [...validatePod(pod), ...validateNewPod(pod)]);
const specWarnings = faultless((pod) => podSpecWarnings('', pod.spec, pod.metadata));

/** Binding, admission and the strategy fill these, as they do the first phase. */
const filledIn: readonly (readonly string[])[] = [
  ...['nodeName', 'priority', 'preemptionPolicy', 'tolerations', 'serviceAccount', 'serviceAccountName'].map((field) => ['f:spec', `f:${field}`]),
  ['f:spec', 'f:volumes', 'k:{"name":"kube-api-access-*'],
  ...['containers', 'initContainers'].map((list) => ['f:spec', `f:${list}`, 'k:*', 'f:volumeMounts', 'k:{"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}']),
  ['f:status', 'f:qosClass'],
];

export const pod: KindDescriptor<Pod> = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  schema: 'io.k8s.api.core.v1.Pod',
  // What keeps a pod from a node is said by the scheduler.
  statusWriter: ({ spec }) => (spec.nodeName ? 'kubelet' : 'kube-scheduler'),
  unrecorded: ({ spec, status }) => [
    ...filledIn,
    ...(status?.phase === 'Pending' ? [['f:status', 'f:phase']] : []),
    // A gate is told of by the strategy, as the pod is made.
    ...(spec.schedulingGates ? [['f:status', 'f:conditions']] : []),
  ],
  applyDefaults: defaultPod,
  prepareForCreate: preparePodForCreate,
  prepareForUpdate: preparePodForUpdate,
  validate: (object, old) => (old ? validatePod(object) : validateCreated(object)),
  validateUpdate: validatePodUpdate,
  // Updates are frequent, and not by people: upstream does not warn of them.
  warnings: (object, old) => (old ? [] : [...podNameWarning(object.metadata.name, "the Pod's hostname"), ...specWarnings(object)]),
  gracefulDeletion: podGracePeriod,
  selectableFields: podSelectableFields,
  columns: podColumns,
};
