import type { Task } from '../../engine/client.ts';
import { humanDuration } from '../../base/duration.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeController, writeMetadata } from './metadata.ts';
import { writePodTemplate } from './pod-template.ts';
import { description } from './prefix-writer.ts';
import { selectorText } from './selectors.ts';
import { rfc1123, type Wire } from './wire.ts';

/** upstream: JobDescriber */
export function* describeJob(job: Wire, settings: DescribeSettings): Task<string> {
  const { metadata, spec, status = {} } = job;
  const events = yield* eventsOf(job, settings);
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
    w.write(0, `Selector:\t${selectorText(spec.selector)}\n`);
    writeMetadata(w, job);
    writeController(w, job);
    if (spec.parallelism !== undefined) w.write(0, `Parallelism:\t${spec.parallelism}\n`);
    w.write(0, `Completions:\t${spec.completions ?? '<unset>'}\n`);
    if (spec.completionMode) w.write(0, `Completion Mode:\t${spec.completionMode}\n`);
    if (spec.suspend !== undefined) w.write(0, `Suspend:\t${spec.suspend}\n`);
    if (spec.backoffLimit !== undefined) w.write(0, `Backoff Limit:\t${spec.backoffLimit}\n`);
    if (spec.ttlSecondsAfterFinished !== undefined) w.write(0, `TTL Seconds After Finished:\t${spec.ttlSecondsAfterFinished}\n`);
    if (status.startTime) w.write(0, `Start Time:\t${rfc1123(status.startTime)}\n`);
    if (status.completionTime) w.write(0, `Completed At:\t${rfc1123(status.completionTime)}\n`);
    if (status.startTime && status.completionTime) w.write(0, `Duration:\t${humanDuration(Date.parse(status.completionTime) - Date.parse(status.startTime))}\n`);
    if (spec.activeDeadlineSeconds !== undefined) w.write(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s\n`);
    const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`;
    w.write(0, `Pods Statuses:\t${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed\n`);
    if (spec.completionMode === 'Indexed') w.write(0, `Completed Indexes:\t${cappedIndexes(status.completedIndexes ?? '')}\n`);
    writePodTemplate(w, spec.template);
    writeEvents(w, events);
  });
}

/** Ends at the first comma after 50 characters (upstream: capIndexesListOrNone). */
function cappedIndexes(indexes: string): string {
  if (indexes === '') return '<none>';
  const comma = indexes.indexOf(',', 50);
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}
