import type { Pod } from '../../api/kinds/pod/types.ts';
import type { PriorityClass } from '../../api/kinds/priority-class/types.ts';
import { err, ok } from '../../base/result.ts';
import type { AdmissionPlugin, Context } from '../../engine/component.ts';
import { createdPod, refuse } from './attributes.ts';

const CLASSES = 'priorityclasses.scheduling.k8s.io';

/** Turns a pod's priority class into its number (upstream: plugin/pkg/admission/priority). */
export const priorityAdmission: AdmissionPlugin = {
  name: 'Priority',
  admit(request, context) {
    const { resource, operation, object, old } = request;
    const pod = createdPod(request);
    if (pod) {
      const { priorityClassName } = pod.spec;
      const found = priorityClassName ? context.get<PriorityClass>(CLASSES, undefined, priorityClassName) : defaultClass(context);
      if (priorityClassName && !found) return err(refuse(request, `no PriorityClass with name ${priorityClassName} was found`));
      const priority = found?.value ?? 0;
      const preemptionPolicy = found ? found.preemptionPolicy : 'PreemptLowerPriority';
      if (pod.spec.priority !== undefined && pod.spec.priority !== priority) {
        return err(
          refuse(
            request,
            `the integer value of priority (${pod.spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
          ),
        );
      }
      if (pod.spec.preemptionPolicy !== undefined && pod.spec.preemptionPolicy !== preemptionPolicy) {
        return err(
          refuse(
            request,
            `the string value of PreemptionPolicy (${pod.spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`,
          ),
        );
      }
      return ok<Pod>({ ...pod, spec: { ...pod.spec, ...(found && { priorityClassName: found.metadata.name }), priority, preemptionPolicy } });
    }
    if (resource === 'pods' && operation === 'UPDATE' && request.subresource === '' && (object as Partial<Pod>).spec) {
      const { priority, preemptionPolicy } = (old as Pod).spec;
      const { spec } = object as Pod;
      return ok<Pod>({
        ...(object as Pod),
        spec: {
          ...spec,
          ...(spec.priority === undefined && priority !== undefined && { priority }),
          ...(spec.preemptionPolicy === undefined && preemptionPolicy && { preemptionPolicy }),
        },
      });
    }
    return ok(object);
  },
  validate(request, context) {
    const { resource, operation, object } = request;
    if (resource !== CLASSES || operation === 'DELETE' || !(object as PriorityClass).globalDefault) return undefined;
    const other = defaultClass(context);
    if (!other || (operation === 'UPDATE' && other.metadata.name === object.metadata.name)) return undefined;
    return refuse(request, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`);
  },
};

/** The class that is marked as default; the lowest, should there be several. */
const defaultClass = (context: Context): PriorityClass | undefined =>
  context
    .list<PriorityClass>(CLASSES)
    .filter((found) => found.globalDefault)
    .sort((a, b) => a.value - b.value)[0];
