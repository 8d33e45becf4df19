import type { Task } from '../../engine/client.ts';
import { formatLabelSelector } from '../../api/meta/selector.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { description } from './prefix-writer.ts';
import type { Wire } from './wire.ts';

/** upstream: PodDisruptionBudgetDescriber */
export function* describePodDisruptionBudget(budget: Wire, settings: DescribeSettings): Task<string> {
  const { metadata, spec, status = {} } = budget;
  const events = yield* eventsOf(budget, settings);
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
    if (spec.minAvailable !== undefined) w.write(0, `Min available:\t${spec.minAvailable}\n`);
    else if (spec.maxUnavailable !== undefined) w.write(0, `Max unavailable:\t${spec.maxUnavailable}\n`);
    w.write(0, `Selector:\t${spec.selector ? formatLabelSelector(spec.selector) : '<unset>'}\n`);
    w.write(0, 'Status:\n');
    w.write(2, `Allowed disruptions:\t${status.disruptionsAllowed ?? 0}\n`);
    w.write(2, `Current:\t${status.currentHealthy ?? 0}\n`);
    w.write(2, `Desired:\t${status.desiredHealthy ?? 0}\n`);
    w.write(2, `Total:\t${status.expectedPods ?? 0}\n`);
    writeEvents(w, events);
  });
}
