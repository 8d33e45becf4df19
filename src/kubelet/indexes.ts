/** Indexes by which the kubelets, and others, find pods, and those who answer at an address. */
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { Service } from '../api/kinds/service/types.ts';
import type { KubeObject } from '../api/meta/types.ts';
import type { IndexDefinition } from '../engine/component.ts';
import { volumeSources } from './volumes/sources-of.ts';

const ofPods = (name: string, values: (pod: Pod) => readonly string[], of?: IndexDefinition['of']): IndexDefinition => ({
  name,
  resource: 'pods',
  values: (object: KubeObject) => values(object as Pod),
  of,
});
const services = (name: string, values: (service: Service) => readonly string[]): IndexDefinition => ({
  name,
  resource: 'services',
  values: (object: KubeObject) => values(object as Service),
});
const NONE: readonly string[] = [];

export const indexes: readonly IndexDefinition[] = [
  ofPods('podsByNode', (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : NONE), ['spec']),
  ofPods('podsByIP', (pod) => (pod.status?.podIP && !pod.spec.hostNetwork ? [pod.status.podIP] : NONE)),
  /** `configmaps/<namespace>/<name>`, `secrets/…`: objects that show in a pod's volumes. */
  ofPods('podsByVolumeSource', volumeSources, ['spec']),
  { name: 'nodesByIP', resource: 'nodes', values: (node) => (node as Node).status?.addresses?.filter(({ type }) => type === 'InternalIP').map(({ address }) => address) ?? NONE },
  services('servicesByIP', ({ spec, status }) => [
    ...(spec.clusterIPs ?? []).filter((address) => address !== 'None'),
    ...(spec.externalIPs ?? []),
    ...(status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip === undefined ? [] : [ip])),
  ]),
  services('servicesByNodePort', ({ spec }) => spec.ports?.flatMap(({ nodePort }) => (nodePort ? [String(nodePort)] : [])) ?? NONE),
];
