import type { Node } from '../../api/kinds/node/types.ts';
import { ok } from '../../base/result.ts';
import type { AdmissionPlugin } from '../../engine/component.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';

/** A new node takes no pods until it has said that it is ready (upstream: plugin/pkg/admission/nodetaint). */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  admit({ operation, resource, subresource, object }) {
    if (operation !== 'CREATE' || resource !== 'nodes' || subresource !== '') return ok(object);
    const node = object as Node;
    const taints = (node as Partial<Node>).spec?.taints ?? [];
    if (taints.some(({ key, effect }) => key === NOT_READY && effect === 'NoSchedule')) return ok(object);
    return ok<Node>({ ...node, spec: { ...node.spec, taints: [...taints, { key: NOT_READY, effect: 'NoSchedule' }] } });
  },
};
