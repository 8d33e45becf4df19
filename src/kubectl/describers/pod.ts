import { now, type Task } from '../../engine/client.ts';
import { humanDuration } from '../../base/duration.ts';
import { writeContainers, writeResources, writeSeccomp } from './container.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsAbout, writeEvents, type EventList } from './events.ts';
import { writeAnnotations, writeController, writeLabels, writeTolerations } from './metadata.ts';
import { writeTopologySpread } from './pod-template.ts';
import { description } from './prefix-writer.ts';
import { writeVolumes } from './volume.ts';
import { rfc1123, type Wire } from './wire.ts';

const MIRROR = 'kubernetes.io/config.mirror';

/** upstream: PodDescriber */
export function* describePod(pod: Wire, settings: DescribeSettings): Task<string> {
  const { name, namespace, uid, annotations } = pod.metadata;
  // Without a kind: a pod's events may name any version of it.
  const events = yield* eventsAbout({ name, namespace, uid: annotations?.[MIRROR] ?? uid }, settings);
  return podText(pod, events, yield* now());
}

function podText(pod: Wire, events: EventList | undefined, time: number): string {
  const { metadata, spec, status = {} } = pod;
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
    if (spec.priority !== undefined) w.write(0, `Priority:\t${spec.priority}\n`);
    if (spec.priorityClassName) w.write(0, `Priority Class Name:\t${spec.priorityClassName}\n`);
    if (spec.runtimeClassName) w.write(0, `Runtime Class Name:\t${spec.runtimeClassName}\n`);
    if (spec.serviceAccountName) w.write(0, `Service Account:\t${spec.serviceAccountName}\n`);
    w.write(0, spec.nodeName ? `Node:\t${spec.nodeName}/${status.hostIP ?? ''}\n` : 'Node:\t<none>\n');
    if (status.startTime) w.write(0, `Start Time:\t${rfc1123(status.startTime)}\n`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
      w.write(0, `Status:\tTerminating (lasts ${humanDuration(time - Date.parse(metadata.deletionTimestamp))})\n`);
      w.write(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s\n`);
    } else {
      w.write(0, `Status:\t${status.phase ?? ''}\n`);
    }
    if (status.reason) w.write(0, `Reason:\t${status.reason}\n`);
    if (status.message) w.write(0, `Message:\t${status.message}\n`);
    writeSeccomp(w, spec.securityContext, 0);
    w.write(0, `IP:\t${status.podIP ?? ''}\n`);
    w.write(0, status.podIPs?.length ? 'IPs:\n' : 'IPs:\t<none>\n');
    for (const { ip } of status.podIPs ?? []) w.write(1, `IP:\t${ip}\n`);
    writeController(w, pod);
    if (status.nominatedNodeName) w.write(0, `NominatedNodeName:\t${status.nominatedNodeName}\n`);
    if (spec.resources) {
      w.write(0, 'Resources:\n');
      writeResources(w, spec.resources, 1);
    }
    if (spec.initContainers?.length) writeContainers(w, { title: 'Init Containers', containers: spec.initContainers, statuses: status.initContainerStatuses, pod });
    writeContainers(w, { title: 'Containers', containers: spec.containers, statuses: status.containerStatuses, pod });
    if (spec.ephemeralContainers?.length)
      writeContainers(w, { title: 'Ephemeral Containers', containers: spec.ephemeralContainers, statuses: status.ephemeralContainerStatuses, pod });
    const conditions: readonly Wire[] = status.conditions ?? [];
    if (spec.readinessGates?.length) {
      w.write(0, 'Readiness Gates:\n  Type\tStatus\n');
      for (const { conditionType } of spec.readinessGates) w.write(1, `${conditionType} \t${conditions.find((c) => c.type === conditionType)?.status ?? '<none>'} \n`);
    }
    if (conditions.length > 0) {
      w.write(0, 'Conditions:\n  Type\tStatus\n');
      for (const { type, status: value } of conditions) w.write(1, `${type} \t${value} \n`);
    }
    writeVolumes(w, spec.volumes);
    w.write(0, `QoS Class:\t${status.qosClass ?? ''}\n`);
    writeLabels(w, 'Node-Selectors', spec.nodeSelector);
    writeTolerations(w, 'Tolerations', spec.tolerations);
    writeTopologySpread(w, spec.topologySpreadConstraints);
    writeEvents(w, events);
  });
}
