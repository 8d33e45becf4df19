/** Indexes over pods that the kubelets, and others, find them by. */
import type { Pod } from '../api/kinds/pod/types.ts';
import type { KubeObject } from '../api/meta/types.ts';
import type { IndexDefinition } from '../engine/component.ts';
import { volumeSources } from './volumes/sources-of.ts';

const of = (name: string, values: (pod: Pod) => readonly string[]): IndexDefinition => ({ name, resource: 'pods', values: (object: KubeObject) => values(object as Pod) });
const NONE: readonly string[] = [];

export const indexes: readonly IndexDefinition[] = [
  of('podsByNode', (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : NONE)),
  of('podsByIP', (pod) => (pod.status?.podIP && !pod.spec.hostNetwork ? [pod.status.podIP] : NONE)),
  /** `configmaps/<namespace>/<name>`, `secrets/…`: objects that show in a pod's volumes. */
  of('podsByVolumeSource', volumeSources),
];
