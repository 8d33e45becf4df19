import type { Toleration } from '../../api/kinds/pod/affinity-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { ok } from '../../base/result.ts';
import type { AdmissionPlugin } from '../../engine/component.ts';

const TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

const added = (key: string): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
/** What nearly all pods get; shared by them. */
const BOTH: readonly Toleration[] = TAINTS.map(added);

const tolerates = ({ key, effect }: Toleration, taint: string) => (key === taint || !key) && (effect === 'NoExecute' || !effect);

/** A pod stays for five minutes on a node that is lost, unless it says otherwise (upstream: plugin/pkg/admission/defaulttolerationseconds). */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit({ operation, resource, subresource, object }) {
    if (resource !== 'pods' || subresource !== '' || operation === 'DELETE' || !(object as Partial<Pod>).spec) return ok(object);
    const pod = object as Pod;
    const tolerations = pod.spec.tolerations ?? [];
    const missing = TAINTS.filter((taint) => !tolerations.some((toleration) => tolerates(toleration, taint)));
    if (missing.length === 0) return ok(object);
    const all = missing.length === TAINTS.length && tolerations.length === 0 ? BOTH : [...tolerations, ...missing.map(added)];
    return ok<Pod>({ ...pod, spec: { ...pod.spec, tolerations: all } });
  },
};
