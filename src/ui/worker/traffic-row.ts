/** A traffic source as the page mirrors it. */
import type { MemoryView } from '../../engine/component.ts';
import { reportOf, trafficSentence } from '../../kubelet/traffic/report.ts';
import { bucketsOf, type SourceRecord } from '../../kubelet/traffic/types.ts';
import { clock } from '../stage/labels.ts';
import type { TrafficRow } from './protocol.ts';

/** How many seconds the page gets. */
const SECONDS = 120;

export function trafficRow(key: string, memory: MemoryView, source: SourceRecord, origin: number): TrafficRow {
  const { startedAt, stoppedAt, ...report } = reportOf(source, bucketsOf(memory, source.name).slice(-SECONDS));
  return {
    ...report,
    key,
    namespace: source.target.namespace,
    uid: '',
    created: startedAt,
    started: startedAt,
    ...(stoppedAt !== undefined && { stopped: stoppedAt }),
    sentence: trafficSentence(report, (time) => clock(time, origin)),
  };
}
