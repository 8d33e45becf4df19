/** Makes the claims of pods that name a template (upstream: pkg/controller/resourceclaim/controller.go). */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { RESOURCE_CLAIMS } from '../../api/kinds/resource-claim/of-pod.ts';
import { objectKey, type Component } from '../../engine/component.ts';
import { lateReconcile } from '../common/late.ts';

const usesTemplates = (pod: Pod): boolean => pod.spec.resourceClaims?.some(({ resourceClaimTemplateName }) => resourceClaimTemplateName !== undefined) ?? false;

export const resourceClaimController: Component = {
  name: 'resource-claim-controller',
  priority: 31,
  watches: [
    { resource: 'pods', keys: ({ type, key, object }) => (type === 'ADDED' && usesTemplates(object as Pod) ? [key] : []) },
    {
      resource: RESOURCE_CLAIMS,
      keys: ({ type, object: { metadata } }) =>
        type === 'DELETED' ? (metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod').map(({ name }) => objectKey('pods', metadata.namespace, name)) : [],
    },
  ],
  reconcile: lateReconcile('resource-claim-controller'),
};
