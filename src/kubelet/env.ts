/** A container's environment (upstream: pkg/kubelet/kubelet_pods.go makeEnvironmentVariables, pkg/kubelet/envvars/envvars.go). */
import type { ConfigMap } from '../api/kinds/config-map/types.ts';
import type { Container, EnvVarSource } from '../api/kinds/pod/container-types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { Secret } from '../api/kinds/secret/types.ts';
import type { Service } from '../api/kinds/service/types.ts';
import { err, ok, type Result } from '../base/result.ts';
import { fieldValue, resourceValue } from './downward.ts';
import { decodeBase64 } from './base64.ts';
import { expand } from './expansion.ts';
import type { PodStep } from './pod-step.ts';

export type Env = Record<string, string>;

/** Declared variables in their order, then those of Services. The error is what `CreateContainerConfigError` says. */
export function containerEnv(step: PodStep, pod: Pod, container: Container, podIP: string): Result<Env, string> {
  const services = pod.spec.enableServiceLinks === undefined ? {} : serviceEnv(step, pod);
  const env: Env = Object.create(null) as Env;
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const reference = configMapRef ?? secretRef;
    if (!reference) continue;
    const data = configMapRef ? configMapData(step, reference.name ?? '') : secretData(step, reference.name ?? '');
    if (!data) {
      if (reference.optional) continue;
      return err(`${configMapRef ? 'configmap' : 'secret'} "${reference.name ?? ''}" not found`);
    }
    for (const key of Object.keys(data)) env[prefix + key] = data[key]!;
  }
  const lookup = (name: string) => (Object.hasOwn(env, name) ? env[name] : Object.hasOwn(services, name) ? services[name] : undefined);
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (value) env[name] = expand(value, lookup);
    else if (valueFrom) {
      const found = sourceValue(step, pod, container, valueFrom, podIP);
      if (!found.ok) return found;
      if (found.value !== undefined) env[name] = found.value;
    } else env[name] = '';
  }
  for (const name of Object.keys(services)) if (!Object.hasOwn(env, name)) env[name] = services[name]!;
  return ok(env);
}

/** `undefined`: optional and not there. */
function sourceValue(step: PodStep, pod: Pod, container: Container, source: EnvVarSource, podIP: string): Result<string | undefined, string> {
  if (source.fieldRef) return fieldValue(step, pod, source.fieldRef, podIP);
  if (source.resourceFieldRef) return resourceValue(step, pod, container, source.resourceFieldRef);
  const reference = source.configMapKeyRef ?? source.secretKeyRef;
  if (!reference) return ok(undefined);
  const name = reference.name ?? '';
  const [word, kind, data] = source.configMapKeyRef ? (['configmap', 'ConfigMap', configMapData(step, name)] as const) : (['secret', 'Secret', secretData(step, name)] as const);
  if (!data) return reference.optional ? ok(undefined) : err(`${word} "${name}" not found`);
  if (Object.hasOwn(data, reference.key)) return ok(data[reference.key]);
  return reference.optional ? ok(undefined) : err(`couldn't find key ${reference.key} in ${kind} ${step.namespace}/${name}`);
}

function configMapData(step: PodStep, name: string): Readonly<Record<string, string>> | undefined {
  const map = step.context.get<ConfigMap>('configmaps', step.namespace, name);
  return map && (map.data ?? {});
}

function secretData(step: PodStep, name: string): Readonly<Record<string, string>> | undefined {
  const secret = step.context.get<Secret>('secrets', step.namespace, name);
  return secret && Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, value]) => [key, decodeBase64(value)]));
}

/** What old-fashioned service links promise: addresses and ports of the Services of the namespace, and of `kubernetes`. */
function serviceEnv(step: PodStep, pod: Pod): Env {
  const own = pod.spec.enableServiceLinks ? step.context.list<Service>('services', step.namespace) : [];
  const master = step.context.get<Service>('services', 'default', 'kubernetes');
  const services =
    master && !own.some((s) => s.metadata.name === 'kubernetes' && s.metadata.namespace === 'default') ? [...own.filter((s) => s.metadata.name !== 'kubernetes'), master] : own;
  const { last } = linked;
  if (last.services.length === services.length && services.every((service, i) => service === last.services[i])) return last.env;
  linked.last = { services, env: linksOf(services) };
  return linked.last.env;
}

/** The Services whose links were made last: they are the same for all pods of a namespace, until one of them changes. */
const linked: { last: { readonly services: readonly Service[]; readonly env: Env } } = { last: { services: [], env: Object.create(null) as Env } };

function linksOf(services: readonly Service[]): Env {
  const env: Env = Object.create(null) as Env;
  for (const service of services) {
    const { clusterIP, ports = [] } = service.spec;
    if (!clusterIP || clusterIP === 'None' || ports.length === 0) continue;
    const name = variable(service.metadata.name);
    env[`${name}_SERVICE_HOST`] = clusterIP;
    env[`${name}_SERVICE_PORT`] = String(ports[0]!.port);
    for (const port of ports) if (port.name) env[`${name}_SERVICE_PORT_${variable(port.name)}`] = String(port.port);
    ports.forEach((port, i) => {
      const protocol = (port.protocol ?? 'TCP').toLowerCase();
      const address = `${protocol}://${clusterIP}:${port.port}`;
      const prefix = `${name}_PORT_${port.port}_${protocol.toUpperCase()}`;
      if (i === 0) env[`${name}_PORT`] = address;
      env[prefix] = address;
      env[`${prefix}_PROTO`] = protocol;
      env[`${prefix}_PORT`] = String(port.port);
      env[`${prefix}_ADDR`] = clusterIP;
    });
  }
  return env;
}

const variable = (name: string) => name.replaceAll('-', '_').toUpperCase();
