/** Fields and resources of a pod that its containers may ask for (upstream: pkg/fieldpath/fieldpath.go, pkg/api/v1/resource/helpers.go). */
import type { Container } from '../api/kinds/pod/container-types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { ObjectFieldSelector, ResourceFieldSelector } from '../api/kinds/pod/volume-types.ts';
import { milliValue, quantity, quantityValue } from '../api/meta/quantity.ts';
import { quote } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { PodStep } from './pod-step.ts';
import { findContainer } from './containers.ts';

/** `podIP`: what the sandbox has, before the status tells it. */
export function fieldValue(step: PodStep, pod: Pod, selector: ObjectFieldSelector, podIP: string): Result<string, string> {
  const { fieldPath } = selector;
  const subscript = /^([^[]+)\['(.*)'\]$/.exec(fieldPath);
  if (subscript) {
    const [, path, key] = subscript as unknown as [string, string, string];
    const map = path === 'metadata.annotations' ? pod.metadata.annotations : path === 'metadata.labels' ? pod.metadata.labels : undefined;
    if (path !== 'metadata.annotations' && path !== 'metadata.labels') return err(`fieldPath ${quote(fieldPath)} does not support subscript`);
    return ok(map && Object.hasOwn(map, key) ? map[key]! : '');
  }
  switch (fieldPath) {
    case 'metadata.name':
      return ok(pod.metadata.name);
    case 'metadata.namespace':
      return ok(pod.metadata.namespace ?? '');
    case 'metadata.uid':
      return ok(pod.metadata.uid);
    case 'metadata.labels':
      return ok(formatMap(pod.metadata.labels));
    case 'metadata.annotations':
      return ok(formatMap(pod.metadata.annotations));
    case 'spec.nodeName':
      return ok(pod.spec.nodeName ?? '');
    case 'spec.serviceAccountName':
      return ok(pod.spec.serviceAccountName ?? '');
    case 'status.hostIP':
    case 'status.hostIPs':
      return ok(step.hostIP);
    case 'status.podIP':
    case 'status.podIPs':
      return ok(podIP);
    default:
      return err(`unsupported fieldPath: ${fieldPath}`);
  }
}

function formatMap(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${quote(map[key]!)}`)
    .join('\n');
}

/** A limit that is not set is what the node has to give. */
export function resourceValue(step: PodStep, pod: Pod, own: Container, selector: ResourceFieldSelector): Result<string, string> {
  const container = selector.containerName ? findContainer(pod, selector.containerName)?.container : own;
  if (!container) return err(`container ${selector.containerName} not found`);
  const [list, name] = splitResource(selector.resource);
  const allocatable = step.node?.status.allocatable ?? {};
  const { limits = {}, requests = {} } = container.resources ?? {};
  const text = list === 'limits' ? (limits[name] ?? allocatable[name]) : requests[name];
  if (list === undefined) return err(`Unsupported container resource : ${selector.resource}`);
  const amount = quantity(text);
  const divisor = quantity(selector.divisor === '' || selector.divisor === undefined ? '1' : selector.divisor);
  if (name === 'cpu') return ok(String(Math.ceil(milliValue(amount) / Math.max(1, milliValue(divisor) || 1000))));
  return ok(String(Math.ceil(quantityValue(amount) / Math.max(1, quantityValue(divisor)))));
}

function splitResource(resource: string): ['limits' | 'requests' | undefined, string] {
  const dot = resource.indexOf('.');
  const list = resource.slice(0, dot);
  return [list === 'limits' || list === 'requests' ? list : undefined, resource.slice(dot + 1)];
}
