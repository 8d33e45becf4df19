/** What a kubelet can be asked about its pods from outside (upstream: its /metrics/resource endpoint). */
import type { Pod } from '../api/kinds/pod/types.ts';
import type { View } from '../engine/component.ts';
import { KUBELET, nodeOf, servedOf } from './memory.ts';

/** Whether the node's kubelet does not answer. */
export const isNodeDown = (view: View, node: string): boolean => nodeOf(view.memoryOf(KUBELET), node).down === true;

/** How many connections from other pods the pod's processes have answered since it started. */
export const servedRequests = (view: View, { metadata, spec }: Pod): number => servedOf(view.memoryOf(KUBELET), `${spec.nodeName}/${metadata.namespace}/${metadata.name}`);
