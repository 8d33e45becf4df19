import type { Pod } from '../../api/kinds/pod/types.ts';
import type { RuntimeClass } from '../../api/kinds/runtime-class/types.ts';
import { semanticallyEqual } from '../../api/meta/object-meta.ts';
import { err, ok } from '../../base/result.ts';
import type { AdmissionPlugin } from '../../engine/component.ts';
import { createdPod, refuse } from './attributes.ts';

const CLASSES = 'runtimeclasses.node.k8s.io';

/** A pod takes overhead, node selector and tolerations from its runtime class; only a class may set an overhead (upstream: plugin/pkg/admission/runtimeclass). */
export const runtimeClassAdmission: AdmissionPlugin = {
  name: 'RuntimeClass',
  admit(request, context) {
    const pod = createdPod(request);
    if (!pod) return ok(request.object);
    const { runtimeClassName: name, overhead, nodeSelector, tolerations } = pod.spec;
    const found = name ? context.get<RuntimeClass>(CLASSES, undefined, name) : undefined;
    if (name && !found) return err(refuse(request, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`));
    const fixed = found?.overhead?.podFixed;
    if (overhead && !fixed) return err(refuse(request, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'));
    if (overhead && !semanticallyEqual(overhead, fixed)) return err(refuse(request, `pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead`));
    if (!found) return ok(pod);
    const { scheduling } = found;
    const clash = Object.entries(scheduling?.nodeSelector ?? {}).find(([key, value]) => nodeSelector?.[key] !== undefined && nodeSelector[key] !== value);
    if (clash)
      return err(refuse(request, `conflict: runtimeClass.scheduling.nodeSelector[${clash[0]}] = ${clash[1]}; pod.spec.nodeSelector[${clash[0]}] = ${nodeSelector![clash[0]]}`));
    const more = (scheduling?.tolerations ?? []).filter((toleration) => !tolerations?.some((own) => semanticallyEqual(own, toleration)));
    return ok<Pod>({
      ...pod,
      spec: {
        ...pod.spec,
        ...(fixed && { overhead: fixed }),
        ...(scheduling?.nodeSelector && { nodeSelector: { ...scheduling.nodeSelector, ...nodeSelector } }),
        ...(more.length > 0 && { tolerations: [...(tolerations ?? []), ...more] }),
      },
    });
  },
};
