import type { Pod, PodResourceClaim } from '../../api/kinds/pod/types.ts';
import { CLAIM_TEMPLATES, claimNameOf, RESOURCE_CLAIMS } from '../../api/kinds/resource-claim/of-pod.ts';
import type { ResourceClaim, ResourceClaimTemplate } from '../../api/kinds/resource-claim/types.ts';
import type { Context, Outcome } from '../../engine/component.ts';
import { controllerReference, splitKey } from '../common/owner.ts';
import { list } from '../common/words.ts';

const ANNOTATION = 'resource.kubernetes.io/pod-claim-name';

export function reconcileClaims(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const pod = context.get<Pod>('pods', namespace, name);
  if (!pod || pod.metadata.deletionTimestamp !== undefined) return { decision: `Pod ${name} is gone or going.`, idle: true };
  const made: string[] = [];
  for (const use of pod.spec.resourceClaims ?? []) {
    const claim = claimNameOf(pod, use);
    if (use.resourceClaimTemplateName === undefined || (claim !== undefined && context.get(RESOURCE_CLAIMS, namespace, claim))) continue;
    const result = make(context, pod, use, use.resourceClaimTemplateName);
    if ('problem' in result) {
      context.event(pod, 'Warning', 'FailedResourceClaimCreation', `PodResourceClaim ${use.name}: ${result.problem}`, { component: 'resource_claim' });
      return { decision: `The claim ${use.name} of pod ${name} cannot be made: ${result.problem}.`, again: { retry: result.problem } };
    }
    made.push(result.name);
  }
  return made.length > 0 ? { decision: `Claims for pod ${name} alone: ${list(made)}.` } : { decision: `Pod ${name} has its claims.`, idle: true };
}

function make(context: Context, pod: Pod, use: PodResourceClaim, templateName: string): { readonly name: string } | { readonly problem: string } {
  const { namespace, name } = pod.metadata;
  const template = context.get<ResourceClaimTemplate>(CLAIM_TEMPLATES, namespace, templateName);
  if (!template) return { problem: `resource claim template "${templateName}": resourceclaimtemplate.resource.k8s.io "${templateName}" not found` };
  const { metadata, spec } = template.spec;
  const created = context.create<ResourceClaim>(RESOURCE_CLAIMS, {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: {
      generateName: `${name}-${use.name}-`,
      namespace,
      ownerReferences: [controllerReference(pod)],
      annotations: { ...metadata?.annotations, [ANNOTATION]: use.name },
      ...(metadata?.labels && { labels: metadata.labels }),
    },
    spec,
  } as unknown as Omit<ResourceClaim, 'metadata'> & { metadata: object });
  if (!created.ok) return { problem: `create ResourceClaim: ${created.error.message}` };
  const claim = created.value.metadata.name;
  context.modify<Pod>('pods', namespace, name, (current) => ({
    ...current,
    status: {
      ...current.status,
      resourceClaimStatuses: [...(current.status.resourceClaimStatuses ?? []).filter((one) => one.name !== use.name), { name: use.name, resourceClaimName: claim }],
    },
  }));
  return { name: claim };
}
