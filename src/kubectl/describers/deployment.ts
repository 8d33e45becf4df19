import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeMetadata } from './metadata.ts';
import { writePodTemplate } from './pod-template.ts';
import { description } from './prefix-writer.ts';
import { replicaSetsOf } from './replica-sets-of.ts';
import { selectorText } from './selectors.ts';
import { rfc1123, type Wire } from './wire.ts';
import { writeConditions } from './workload.ts';

/** upstream: DeploymentDescriber */
export function* describeDeployment(deployment: Wire, settings: DescribeSettings): Task<string> {
  const { metadata, spec, status = {} } = deployment;
  const events = yield* eventsOf(deployment, settings);
  const { newest, old } = yield* replicaSetsOf(deployment);
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
    w.write(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}\n`);
    writeMetadata(w, deployment);
    w.write(0, `Selector:\t${selectorText(spec.selector)}\n`);
    w.write(
      0,
      `Replicas:\t${spec.replicas} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable\n`,
    );
    w.write(0, `StrategyType:\t${spec.strategy?.type ?? ''}\n`);
    w.write(0, `MinReadySeconds:\t${spec.minReadySeconds ?? 0}\n`);
    const rolling = spec.strategy?.rollingUpdate;
    if (rolling) w.write(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge\n`);
    writePodTemplate(w, spec.template);
    writeConditions(w, status.conditions);
    if (newest || old.length > 0) {
      w.write(0, `OldReplicaSets:\t${replicaSetTexts(old)}\n`);
      w.write(0, `NewReplicaSet:\t${replicaSetTexts(newest ? [newest] : [])}\n`);
    }
    writeEvents(w, events);
  });
}

const replicaSetTexts = (replicaSets: readonly Wire[]): string =>
  replicaSets.map((rs) => `${rs.metadata.name} (${rs.status?.replicas ?? 0}/${rs.spec.replicas} replicas created)`).join(', ') || '<none>';
