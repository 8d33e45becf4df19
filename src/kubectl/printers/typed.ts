/**
 * Objects as kubectl prints them from its own types rather than from a server's answer: fields that Go writes even when they are empty
 * (`strategy: {}`, `resources: {}`, `status: {}`).
 */
import type { Unchecked } from '../../api/meta/types.ts';
import { kindOf } from '../resources/info.ts';

const record = (value: unknown): Unchecked => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Unchecked) : {});

/** Kinds whose `spec.template` is a pod template, with what else their Go type always writes. */
const WITH_TEMPLATE: ReadonlyMap<string, { readonly spec: Unchecked; readonly status: Unchecked }> = new Map([
  ['Deployment', { spec: { selector: null, strategy: {} }, status: {} }],
  ['ReplicaSet', { spec: { selector: null }, status: { replicas: 0 } }],
  ['StatefulSet', { spec: { selector: null, serviceName: '', updateStrategy: {} }, status: { availableReplicas: 0, replicas: 0 } }],
  ['DaemonSet', { spec: { selector: null, updateStrategy: {} }, status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 } }],
  ['Job', { spec: {}, status: {} }],
  ['ReplicationController', { spec: {}, status: { replicas: 0 } }],
]);

/** The object with the empty fields that its Go type always has. */
export function asTyped(object: Unchecked): Unchecked {
  const kind = kindOf(object);
  const metadata = record(object.metadata);
  const spec = record(object.spec);
  const template = WITH_TEMPLATE.get(kind);
  if (template) return { ...object, metadata, spec: { ...template.spec, ...spec, template: podTemplate(spec.template) }, status: { ...template.status, ...record(object.status) } };
  switch (kind) {
    case 'Pod':
      return { ...object, metadata, spec: podSpec(spec), status: record(object.status) };
    case 'CronJob': {
      const jobTemplate = record(spec.jobTemplate);
      const jobSpec = record(jobTemplate.spec);
      return {
        ...object,
        metadata,
        spec: { ...spec, jobTemplate: { ...jobTemplate, metadata: record(jobTemplate.metadata), spec: { ...jobSpec, template: podTemplate(jobSpec.template) } } },
        status: record(object.status),
      };
    }
    case 'Service':
      return { ...object, metadata, spec, status: { ...record(object.status), loadBalancer: record(record(object.status).loadBalancer) } };
    default:
      return { ...object, metadata };
  }
}

function podTemplate(value: unknown): Unchecked {
  const template = record(value);
  return { ...template, metadata: record(template.metadata), spec: podSpec(record(template.spec)) };
}

function podSpec(spec: Unchecked): Unchecked {
  const containers = (value: unknown): unknown => (Array.isArray(value) ? value.map((c) => ({ name: '', ...record(c), resources: record(record(c).resources) })) : value);
  return {
    ...spec,
    containers: containers(spec.containers) ?? null,
    ...(spec.initContainers !== undefined && { initContainers: containers(spec.initContainers) }),
  };
}
