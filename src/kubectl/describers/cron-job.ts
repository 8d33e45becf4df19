import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeHead } from './metadata.ts';
import { writePodTemplate } from './pod-template.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { selectorText } from './selectors.ts';
import { boolOrUnset, rfc1123, type Wire } from './wire.ts';

/** upstream: CronJobDescriber */
export function* describeCronJob(cronJob: Wire, settings: DescribeSettings): Task<string> {
  const { spec, status = {} } = cronJob;
  const events = yield* eventsOf(cronJob, settings);
  return description((w) => {
    writeHead(w, cronJob);
    w.write(0, `Schedule:\t${spec.schedule}\n`);
    w.write(0, `Concurrency Policy:\t${spec.concurrencyPolicy ?? ''}\n`);
    w.write(0, `Suspend:\t${boolOrUnset(spec.suspend)}\n`);
    w.write(0, `Successful Job History Limit:\t${spec.successfulJobsHistoryLimit ?? '<unset>'}\n`);
    w.write(0, `Failed Job History Limit:\t${spec.failedJobsHistoryLimit ?? '<unset>'}\n`);
    w.write(0, `Starting Deadline Seconds:\t${spec.startingDeadlineSeconds === undefined ? '<unset>' : `${spec.startingDeadlineSeconds}s`}\n`);
    writeJobTemplate(w, spec.jobTemplate?.spec ?? {});
    w.write(0, `Last Schedule Time:\t${status.lastScheduleTime ? rfc1123(status.lastScheduleTime) : '<unset>'}\n`);
    w.write(0, `Active Jobs:\t${(status.active ?? []).map((job: Wire) => job.name).join(', ') || '<none>'}\n`);
    writeEvents(w, events);
  });
}

function writeJobTemplate(w: PrefixWriter, spec: Wire): void {
  w.write(0, `Selector:\t${spec.selector ? selectorText(spec.selector) : '<unset>'}\n`);
  w.write(0, `Parallelism:\t${spec.parallelism ?? '<unset>'}\n`);
  w.write(0, `Completions:\t${spec.completions ?? '<unset>'}\n`);
  if (spec.activeDeadlineSeconds !== undefined) w.write(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s\n`);
  writePodTemplate(w, spec.template);
}
