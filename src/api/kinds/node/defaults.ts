/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_NodeStatus. */
import { change, given } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import { roundUpResources } from '../shared-resources.ts';
import type { Node } from './types.ts';

export function defaultNode(object: Node): Node {
  const node = canonical('core.v1.Node', object);
  const capacity = given(node.status.capacity, roundUpResources);
  return change(node, { status: change(node.status, { capacity, allocatable: given(node.status.allocatable, roundUpResources) ?? capacity }) });
}
