/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_NodeStatus; conversion.go Convert_v1_NodeSpec_To_core_NodeSpec. */
import { change, given } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import { roundUpResources } from '../shared-resources.ts';
import type { Node } from './types.ts';

export function defaultNode(object: Node): Node {
  const node = canonical('core.v1.Node', object);
  const { podCIDR, podCIDRs } = node.spec;
  // Both fields name the first network; where they differ, the older one counts.
  const cidrs = podCIDR && podCIDR !== podCIDRs?.[0] ? [podCIDR] : podCIDRs;
  const capacity = given(node.status.capacity, roundUpResources);
  return change(node, {
    spec: change(node.spec, { podCIDRs: cidrs, podCIDR: cidrs?.[0] }),
    status: change(node.status, { capacity, allocatable: given(node.status.allocatable, roundUpResources) ?? capacity }),
  });
}
