/** `kubectl events` (upstream: pkg/cmd/events/{events,event_printer}.go). */
import { humanDuration } from '../../base/duration.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Unchecked } from '../../api/meta/types.ts';
import { close, next, now, type Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG } from '../common-flags.ts';
import type { Wire } from '../describers/wire.ts';
import { errorText, exitWith, failed, type Failure } from '../failure.ts';
import { chosenFormat, objectPrinter, OUTPUT_FLAGS } from '../printers/output.ts';
import { TABLE_WIDTHS, TabWriter } from '../printers/tab-writer.ts';
import { apiVersionOf } from '../rest-mapper.ts';

export const events: Command = {
  name: 'events',
  group: 'Troubleshooting and Debugging Commands',
  short: 'List events',
  long: 'List events, the oldest first. Events about one object, or of one type, can be picked.',
  examples: `kubectl events
# In all namespaces
kubectl events --all-namespaces
# About one pod, and those to come
kubectl events --for pod/web-pod-13je7 --watch
# Only some types
kubectl events --types=Warning,Normal`,
  usage: 'events [(-o|--output=)json|yaml|name|…] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]',
  flags: [
    { name: 'watch', short: 'w', type: 'bool', help: 'Go on and print events as they come.' },
    ALL_NAMESPACES_FLAG,
    { name: 'for', type: 'string', help: 'Only events about this object, as TYPE/NAME.' },
    { name: 'types', type: 'stringSlice', help: 'Only events of these types: Normal, Warning.', choices: ['Normal', 'Warning'] },
    { name: 'no-headers', type: 'bool', help: 'Leave the headers of the table out.' },
    CHUNK_SIZE_FLAG,
    ...OUTPUT_FLAGS,
  ],
  *run(call) {
    const { flags } = call;
    const fieldSelector = selectorFor(call, flags.string('for'));
    if (!fieldSelector.ok) return fieldSelector.error;
    const printer = chosenFormat(call) === '' ? undefined : objectPrinter(call, 'events');
    if (printer && !printer.ok) return printer.error;
    const types = flags.strings('types').map((type) => type.toLowerCase());
    if (types.some((type) => type !== 'normal' && type !== 'warning')) return failed('valid --types are Normal or Warning');
    const wanted = (event: Wire): boolean => types.length === 0 || types.includes((event.type ?? '').toLowerCase());
    const mapping = call.mapper.forKind('', 'v1', 'Event');
    if (!mapping) return failed('the server could not find the requested resource');
    const namespace = flags.bool('all-namespaces') ? '' : call.namespace;
    const list = yield* call.api.list(mapping, namespace, { ...(fieldSelector.value !== '' && { fieldSelector: fieldSelector.value }) });
    if (!list.ok) return list.error;
    const items = (list.value.items as readonly Wire[]).filter(wanted);
    const table = new EventTable(call);
    if (flags.bool('watch')) {
      for (const event of items) {
        const failure = yield* show(call, event, printer?.value, table);
        if (failure) return failure;
      }
      const handle = yield* call.api.watch(mapping, namespace, {
        ...(fieldSelector.value !== '' && { fieldSelector: fieldSelector.value }),
        resourceVersion: list.value.metadata.resourceVersion,
      });
      try {
        for (;;) {
          const notice = yield* next([handle]);
          if (notice.notice !== 'event' || notice.event.type === 'DELETED' || !wanted(notice.event.object)) continue;
          const failure = yield* show(call, notice.event.object, printer?.value, table);
          if (failure) return failure;
        }
      } finally {
        yield* close(handle);
      }
    }
    if (items.length === 0) {
      call.err(namespace === '' ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`);
      return undefined;
    }
    const sorted = items.toSorted((a, b) => timeOfEvent(a) - timeOfEvent(b));
    if (printer) {
      // Upstream prints the list as one object, which has no name, and does not look at what the printer says of that.
      if (chosenFormat(call) === 'name') return undefined;
      const printed = printer.value({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: sorted.map(withKind) });
      if (!printed.ok) return printed.error;
      call.out(printed.value);
      return undefined;
    }
    table.write(sorted, yield* now());
    return undefined;
  },
};

const withKind = (event: Wire): Wire => ({ kind: 'Event', apiVersion: 'v1', ...event });

function* show(call: Call, event: Wire, printer: ((object: Unchecked) => Result<string, Failure>) | undefined, table: EventTable): Task<Failure | undefined> {
  if (!printer) {
    table.write([event], yield* now());
    return undefined;
  }
  const printed = printer(withKind(event));
  if (!printed.ok) return printed.error;
  call.out(printed.value);
  return undefined;
}

/** The field selector for `--for pod/web`. */
function selectorFor(call: Call, object: string): Result<string, Failure> {
  if (object === '') return ok('');
  const parts = object.split('/');
  if (parts.length < 2) return err(failed('--for must be in resource/name form'));
  if (parts.length > 2) return err(failed('arguments in resource/name form may not have more than one slash'));
  const mapping = call.mapper.forArgument(parts[0]!.toLowerCase());
  if (!mapping.ok) return err(exitWith(1, `${errorText(mapping.error)}\n`));
  return ok(parts[1] === '' ? '' : `involvedObject.kind=${mapping.value.kind},involvedObject.apiVersion=${apiVersionOf(mapping.value)},involvedObject.name=${parts[1]}`);
}

const timeOfEvent = (event: Wire): number => Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? '') || 0;

class EventTable {
  readonly #table: TabWriter;
  readonly #call: Call;
  #headed = false;

  constructor(call: Call) {
    this.#call = call;
    this.#table = new TabWriter(TABLE_WIDTHS, (text) => call.out(text));
  }

  write(events: readonly Wire[], time: number): void {
    const all = this.#call.flags.bool('all-namespaces');
    if (!this.#headed && !this.#call.flags.bool('no-headers')) this.#table.write(`${all ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`);
    this.#headed = true;
    for (const event of events) {
      const { kind = '', name = '' } = event.involvedObject;
      this.#table.write(
        `${all ? `${event.metadata.namespace}\t` : ''}${interval(event, time)}\t${event.type ?? ''}\t${event.reason ?? ''}\t${kind}/${name}\t${(event.message ?? '').trim()}\n`,
      );
    }
    this.#table.flush();
  }
}

function interval(event: Wire, time: number): string {
  const since = (timestamp: string | null | undefined): string => (timestamp ? humanDuration(time - Date.parse(timestamp)) : '<unknown>');
  const first = since(event.eventTime ?? event.firstTimestamp);
  if (event.series) return `${since(event.series.lastObservedTime)} (x${event.series.count} over ${first})`;
  return event.count > 1 ? `${since(event.lastTimestamp)} (x${event.count} over ${first})` : first;
}
