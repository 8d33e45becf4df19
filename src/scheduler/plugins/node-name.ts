import type { FilterPlugin } from '../framework.ts';
import { refuseForGood } from '../framework.ts';

/** Upstream: plugins/nodename. */
export const nodeName: FilterPlugin = {
  name: 'NodeName',
  prepare: ({ pod }) => (pod.spec.nodeName ? { state: undefined } : { skip: true }),
  filter: ({ pod }, { node }) => (pod.spec.nodeName === node.metadata.name ? undefined : refuseForGood("node(s) didn't match the requested node name")),
};
