/** What makes a StatefulSet's pod that pod: its ordinal, name, labels, host name and claims (upstream: statefulset/stateful_set_utils.go). */
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { Pod, PodTemplateSpec } from '../../api/kinds/pod/types.ts';
import type { StatefulSet } from '../../api/kinds/stateful-set/types.ts';
import { podFromTemplate } from '../common/pod-creation.ts';
import { REVISION_LABEL } from '../common/revisions.ts';

export const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';

/** The number at the end of the pod's name; -1 where there is none or the rest is not the set's name. */
export function ordinalOf(set: StatefulSet, pod: Pod): number {
  const prefix = `${set.metadata.name}-`;
  const digits = pod.metadata.name.slice(prefix.length);
  return pod.metadata.name.startsWith(prefix) && /^[0-9]{1,9}$/.test(digits) ? Number(digits) : -1;
}

export const firstOrdinal = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;
export const podNameOf = (set: StatefulSet, ordinal: number): string => `${set.metadata.name}-${ordinal}`;
export const isInRange = (set: StatefulSet, ordinal: number): boolean => ordinal >= firstOrdinal(set) && ordinal < firstOrdinal(set) + set.spec.replicas;

/** The pod with `ordinal`, made from `template` of the revision so named. */
export function podOf(set: StatefulSet, template: PodTemplateSpec, revision: string, ordinal: number): ReturnType<typeof podFromTemplate> {
  const name = podNameOf(set, ordinal);
  const pod = podFromTemplate(template, set, name);
  const claims = claimsOf(set, ordinal);
  const volumes = claims.map(({ template: volume, claim }) => ({ name: volume, persistentVolumeClaim: { claimName: claim.metadata.name } }));
  const others = (template.spec.volumes ?? []).filter((volume) => !claims.some((claim) => claim.template === volume.name));
  const all = [...volumes, ...others];
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      generateName: `${set.metadata.name}-`,
      labels: { ...template.metadata?.labels, [POD_NAME_LABEL]: name, [POD_INDEX_LABEL]: String(ordinal), [REVISION_LABEL]: revision },
    },
    spec: { ...pod.spec, hostname: name, ...(set.spec.serviceName && { subdomain: set.spec.serviceName }), ...(all.length > 0 && { volumes: all }) },
  };
}

/** The pod's claims, by the volume's name in the template. */
export function claimsOf(set: StatefulSet, ordinal: number): { readonly template: string; readonly claim: PersistentVolumeClaim }[] {
  return (set.spec.volumeClaimTemplates ?? []).map((template) => {
    const { status: _, ...claim } = template;
    return {
      template: template.metadata.name,
      claim: {
        ...claim,
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          ...template.metadata,
          name: `${template.metadata.name}-${set.metadata.name}-${ordinal}`,
          namespace: set.metadata.namespace,
          labels: { ...template.metadata.labels, ...set.spec.selector.matchLabels },
        },
      } as unknown as PersistentVolumeClaim,
    };
  });
}

/** Whether the pod still answers to its name. */
export const hasIdentity = (pod: Pod): boolean => pod.metadata.labels?.[POD_NAME_LABEL] === pod.metadata.name;
