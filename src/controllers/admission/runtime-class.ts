import { err, ok } from '../../base/result.ts';
import type { AdmissionPlugin } from '../../engine/component.ts';
import { createdPod, refuse } from './attributes.ts';

/**
 * Refuses pods that name a runtime class, of which there are none here, or an overhead, which only a class may set
 * (upstream: plugin/pkg/admission/runtimeclass).
 */
export const runtimeClassAdmission: AdmissionPlugin = {
  name: 'RuntimeClass',
  admit(request) {
    const spec = createdPod(request)?.spec;
    if (spec?.runtimeClassName) return err(refuse(request, `pod rejected: RuntimeClass ${JSON.stringify(spec.runtimeClassName)} not found`));
    if (spec?.overhead) return err(refuse(request, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'));
    return ok(request.object);
  },
};
