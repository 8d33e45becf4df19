/** Defaults of every pod spec, a template's as well as a pod's (upstream: pkg/apis/core/v1/defaults.go, zz_generated.defaults.go). */
import { change, each, fill, given } from '../fill.ts';
import { roundUpResources } from '../shared-resources.ts';
import type { ResourceRequirements } from '../shared-types.ts';
import type { Container, EnvVar, HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from './container-types.ts';
import { defaultPullPolicy } from './image-reference.ts';
import type { PodSpec, PodTemplateSpec } from './types.ts';
import { defaultVolume, withApiVersion } from './volume-defaults.ts';

const httpGet = (action: HTTPGetAction): HTTPGetAction => fill(action, { path: '/', scheme: 'HTTP' });

function probe(of: Probe): Probe {
  const filled = fill(of, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  return change(filled, {
    httpGet: given(filled.httpGet, httpGet),
    grpc: given(filled.grpc, (action) => fill(action, { service: '' })),
  });
}

const handler = (of: LifecycleHandler): LifecycleHandler => change(of, { httpGet: given(of.httpGet, httpGet) });
const lifecycle = (of: Lifecycle): Lifecycle => change(of, { postStart: given(of.postStart, handler), preStop: given(of.preStop, handler) });

const env = (of: EnvVar): EnvVar =>
  change(of, {
    valueFrom: given(of.valueFrom, (source) =>
      change(source, {
        fieldRef: given(source.fieldRef, withApiVersion),
        fileKeyRef: given(source.fileKeyRef, (ref) => fill(ref, { optional: false })),
      }),
    ),
  });

export const roundUpRequirements = (resources: ResourceRequirements): ResourceRequirements =>
  change(resources, {
    limits: given(resources.limits, roundUpResources),
    requests: given(resources.requests, roundUpResources),
  });

/** Upstream: SetDefaults_Container and what the generator adds. */
export function defaultContainer<T extends Container>(container: T): T {
  const filled = fill<Container>(container, {
    imagePullPolicy: container.imagePullPolicy ?? defaultPullPolicy(container.image ?? ''),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  return change<Container>(filled, {
    ports: each(filled.ports, (port) => fill(port, { protocol: 'TCP' })),
    env: each(filled.env, env),
    resources: given(filled.resources, roundUpRequirements),
    livenessProbe: given(filled.livenessProbe, probe),
    readinessProbe: given(filled.readinessProbe, probe),
    startupProbe: given(filled.startupProbe, probe),
    lifecycle: given(filled.lifecycle, lifecycle),
  }) as T;
}

/** Specs that have all their defaults. */
const settled = new WeakSet<PodSpec>();

/** What a pod spec gets wherever it stands. A pod of its own gets more (`defaults.ts`). */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  if (settled.has(spec)) return spec;
  const out = withDefaults(spec);
  settled.add(out);
  return out;
}

function withDefaults(spec: PodSpec): PodSpec {
  const account = spec.serviceAccountName ?? spec.serviceAccount;
  const filled = fill(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  });
  return change(filled, {
    // The old name of the field is kept in step with the new one, which wins.
    serviceAccountName: account,
    serviceAccount: account,
    volumes: each(filled.volumes, defaultVolume),
    initContainers: each(filled.initContainers, defaultContainer),
    containers: each(filled.containers ?? undefined, defaultContainer) ?? filled.containers,
    ephemeralContainers: each(filled.ephemeralContainers, defaultContainer),
    overhead: given(filled.overhead, roundUpResources),
    resources: given(filled.resources, roundUpRequirements),
  });
}

export function defaultPodTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return change(template, { spec: defaultPodSpec(template.spec) });
}
