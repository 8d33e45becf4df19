/** Which objects a pod's volumes show. */
import type { Pod } from '../../api/kinds/pod/types.ts';

/** ConfigMaps and Secrets that show in a pod's volumes, by object key; the root certificate, which never changes, aside. */
export function volumeSources(pod: Pod): string[] {
  const keys: string[] = [];
  const add = (resource: string, name: string | undefined) => {
    if (name !== undefined && name !== 'kube-root-ca.crt') keys.push(`${resource}/${pod.metadata.namespace}/${name}`);
  };
  for (const volume of pod.spec.volumes ?? []) {
    add('configmaps', volume.configMap?.name);
    add('secrets', volume.secret?.secretName);
    for (const source of volume.projected?.sources ?? []) {
      add('configmaps', source.configMap?.name);
      add('secrets', source.secret?.name);
    }
  }
  return keys;
}
