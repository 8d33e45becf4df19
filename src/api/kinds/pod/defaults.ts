/** Defaults that only a pod of its own gets, on top of its spec's (upstream: SetDefaults_Pod). */
import { change, each, fill, given } from '../fill.ts';
import { toResourceList } from '../shared-resources.ts';
import type { ResourceRequirements } from '../shared-types.ts';
import { canonical } from '../shapes/shape.ts';
import type { Container } from './container-types.ts';
import { aggregateContainers, isPodLevelResource } from './resources.ts';
import { defaultPodSpec } from './spec-defaults.ts';
import type { Pod, PodSpec } from './types.ts';

/** Requests that are not given are as much as the limits. */
function requestsFromLimits(resources: ResourceRequirements): ResourceRequirements {
  const missing = Object.entries(resources.limits ?? {}).filter(([name]) => resources.requests?.[name] === undefined);
  return missing.length === 0 ? resources : { ...resources, requests: { ...resources.requests, ...Object.fromEntries(missing) } };
}

const containerRequests = (container: Container): Container => change(container, { resources: given(container.resources, requestsFromLimits) });

const hostPorts = (container: Container): Container =>
  change(container, {
    ports: each(container.ports, (port) => fill(port, { hostPort: port.containerPort })),
  });

const hugepagePrefix = 'hugepages-';
/** Of the resources that a node may promise more often than it has them. */
const isOvercommitted = (name: string): boolean => isPodLevelResource(name) && !name.startsWith(hugepagePrefix);

/** Upstream: defaultHugePagePodLimits, then defaultPodRequests. */
function podLevel(spec: PodSpec): ResourceRequirements | undefined {
  let resources = spec.resources;
  if (!resources) return undefined;
  if (Object.keys(resources.limits ?? {}).length > 0 || Object.keys(resources.requests ?? {}).length > 0) {
    const limits: Record<string, string> = { ...resources.limits };
    for (const [name, text] of Object.entries(toResourceList(aggregateContainers(spec, 'limits')))) {
      if (name.startsWith(hugepagePrefix) && resources.requests?.[name] === undefined) limits[name] ??= text;
    }
    if (Object.keys(limits).length > Object.keys(resources.limits ?? {}).length) resources = { ...resources, limits };
  }
  if (Object.keys(resources.limits ?? {}).length === 0) return resources;
  const requests: Record<string, string> = { ...resources.requests };
  for (const [name, text] of Object.entries(toResourceList(aggregateContainers(spec, 'requests')))) if (isOvercommitted(name)) requests[name] ??= text;
  for (const [name, text] of Object.entries(resources.limits ?? {})) if (isPodLevelResource(name)) requests[name] ??= text;
  const added = Object.keys(requests).length > Object.keys(resources.requests ?? {}).length;
  return added ? { ...resources, requests } : resources;
}

/** Of specs of templates: all their pods get the same. */
const defaulted = new WeakMap<PodSpec, PodSpec>();

export function defaultPod(object: Pod): Pod {
  const pod = canonical('core.v1.Pod', object);
  let spec = defaulted.get(pod.spec);
  if (!spec) defaulted.set(pod.spec, (spec = defaultSpec(pod.spec)));
  return change(pod, { spec, status: withAddresses(pod.status) });
}

/** Where `podIP` and `podIPs` do not agree, the one that old kubelets write counts (upstream: conversion.go Convert_v1_PodStatus_To_core_PodStatus). */
function withAddresses(status: Pod['status']): Pod['status'] {
  const { podIP, podIPs } = status;
  return podIP && podIPs?.[0]?.ip !== podIP ? { ...status, podIPs: [{ ip: podIP }] } : status;
}

function defaultSpec(written: PodSpec): PodSpec {
  let spec = written;
  // Upstream does so where a Pod is read (conversion.go Convert_v1_Pod_To_core_Pod); templates keep what they say.
  if (spec.terminationGracePeriodSeconds !== undefined && spec.terminationGracePeriodSeconds < 0) spec = { ...spec, terminationGracePeriodSeconds: 1 };
  spec = change(spec, { containers: each(spec.containers ?? undefined, containerRequests) ?? spec.containers, initContainers: each(spec.initContainers, containerRequests) });
  spec = fill(change(spec, { resources: podLevel(spec) }), { enableServiceLinks: true });
  if (spec.hostNetwork) {
    spec = change(spec, { containers: each(spec.containers ?? undefined, hostPorts) ?? spec.containers, initContainers: each(spec.initContainers, hostPorts) });
  }
  return defaultPodSpec(spec);
}
