import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeController, writeMetadata } from './metadata.ts';
import { writePodTemplate } from './pod-template.ts';
import { description } from './prefix-writer.ts';
import { formatLabelSelector } from '../../api/meta/selector.ts';
import { formatLabels } from './selectors.ts';
import type { Wire } from './wire.ts';
import { podsStatus, writeConditions } from './workload.ts';

/** upstream: ReplicaSetDescriber */
export function* describeReplicaSet(replicaSet: Wire, settings: DescribeSettings): Task<string> {
  return yield* describeReplicas(replicaSet, settings, formatLabelSelector(replicaSet.spec.selector), replicaSet.spec.selector);
}

/** upstream: ReplicationControllerDescriber */
export function* describeReplicationController(controller: Wire, settings: DescribeSettings): Task<string> {
  return yield* describeReplicas(controller, settings, formatLabels(controller.spec.selector), { matchLabels: controller.spec.selector });
}

function* describeReplicas(object: Wire, settings: DescribeSettings, selector: string, podSelector: Wire): Task<string> {
  const { metadata, spec, status = {} } = object;
  const pods = yield* podsStatus(object, podSelector);
  const events = yield* eventsOf(object, settings);
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
    w.write(0, `Selector:\t${selector}\n`);
    writeMetadata(w, object);
    if (object.kind === 'ReplicaSet') writeController(w, object);
    w.write(0, `Replicas:\t${status.replicas ?? 0} current / ${spec.replicas} desired\n`);
    w.write(0, `Pods Status:\t${pods}\n`);
    writePodTemplate(w, spec.template);
    writeConditions(w, status.conditions);
    writeEvents(w, events);
  });
}
