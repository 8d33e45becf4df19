/**
 * Events, as client-go's recorders write them: the tenth distinct message of a kind becomes `(combined from similar events)`, identical
 * ones are counted, and an object may raise 25 of a type at once and then one in five minutes
 * (upstream: client-go `tools/record/events_cache.go`; `tools/events/event_broadcaster.go` for the scheduler's).
 */
import type { KubeObject, ObjectMeta } from '../api/meta/types.ts';
import { randomUid } from '../base/random.ts';
import type { EventOptions } from './component.ts';
import type { StepContext } from './step-context.ts';
import { NUL } from './state.ts';

const AGGREGATE_AFTER = 10;
const AGGREGATE_INTERVAL = 600_000;
const BURST = 25;
const REFILL = 300_000;

interface Logged {
  readonly name: string;
  readonly count: number;
}
/** What was logged under one key, and what was said of one kind. Lists, as there are a few each: a message made the name of a field costs more than to compare it. */
interface LoggedAs extends Logged {
  readonly key: string;
}
interface Similar {
  readonly group: string;
  readonly messages: readonly string[];
  readonly last: number;
}
/** What one source remembers of one object's Events of one type. */
interface Correlation {
  readonly tokens: number;
  readonly refilled: number;
  readonly similar: readonly Similar[];
  readonly logged: readonly LoggedAs[];
}

const MEMORY = 'event-recorder';

export function recordEvent(
  context: StepContext,
  about: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  options: EventOptions & { readonly component: string },
): void {
  const namespace = about.metadata.namespace ?? 'default';
  const space = context.get('namespaces', undefined, namespace);
  if (!space || space.metadata.deletionTimestamp !== undefined) return; // nothing is created in a namespace that goes
  if (options.modern) recordModern(context, namespace, about, type, reason, message, options);
  else recordCore(context, namespace, about, type, reason, message, options);
}

function recordCore(
  context: StepContext,
  namespace: string,
  about: KubeObject,
  type: string,
  reason: string,
  message: string,
  options: EventOptions & { readonly component: string },
): void {
  const key = MEMORY + NUL + [about.metadata.uid, options.component, options.host ?? '', type].join('|');
  const known = (context.state.memory.get(key) as Correlation | undefined) ?? { tokens: BURST, refilled: context.now, similar: [], logged: [] };
  const groupAt = known.similar.findIndex(({ group }) => group === reason);
  const before = known.similar[groupAt];
  const messages = before && context.now - before.last <= AGGREGATE_INTERVAL ? before.messages : [];
  let distinct = messages.includes(message) ? messages : [...messages, message];
  const combined = distinct.length >= AGGREGATE_AFTER;
  if (combined) distinct = distinct.slice(1);
  const text = combined ? `(combined from similar events): ${message}` : message;
  const logKey = combined ? reason : [reason, options.fieldPath ?? '', message].join('|');
  const logAt = known.logged.findIndex(({ key: logged }) => logged === logKey);
  const last = known.logged[logAt];
  const tokens = Math.min(BURST, known.tokens + (context.now - known.refilled) / REFILL);
  const allowed = tokens >= 1;
  const stored = last && allowed ? context.get<EventObject>('events', namespace, last.name) : undefined;
  const name = stored ? last!.name : eventName(context, about);
  context.state.memory.set(key, {
    tokens: allowed ? tokens - 1 : tokens,
    refilled: context.now,
    similar: withAt(known.similar, groupAt, { group: reason, messages: distinct, last: context.now }),
    logged: withAt(known.logged, logAt, { key: logKey, name, count: (last?.count ?? 0) + 1 }),
  } satisfies Correlation);
  if (!allowed) return;
  if (stored) {
    context.put('events', { ...stored, count: last!.count + 1, lastTimestamp: context.timestamp, message: text } as EventObject, stored);
    return;
  }
  context.putNew('events', {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: eventMeta(context, namespace, name, options.annotations),
    involvedObject: reference(about, options.fieldPath),
    reason,
    message: text,
    source: options.host === undefined ? { component: options.component } : { component: options.component, host: options.host },
    firstTimestamp: context.timestamp,
    lastTimestamp: context.timestamp,
    count: (last?.count ?? 0) + 1,
    type,
    eventTime: null,
    reportingComponent: options.component,
    reportingInstance: options.host ?? '',
  } as EventObject);
}

const withAt = <T>(list: readonly T[], at: number, item: T): readonly T[] => (at < 0 ? [...list, item] : list.with(at, item));

/** An event about the very same version of an object is the same event. The second of its kind starts a series; what comes after is written when the series is refreshed, which takes longer than anyone looks. */
function recordModern(
  context: StepContext,
  namespace: string,
  about: KubeObject,
  type: string,
  reason: string,
  message: string,
  options: EventOptions & { readonly component: string },
): void {
  const { action, reportingInstance, related } = options.modern!;
  const key = MEMORY + NUL + [about.metadata.uid, options.component, 'series', type, reason, action, about.metadata.resourceVersion].join('|');
  const known = context.state.memory.get(key) as Logged | undefined;
  const stored = known && context.get<EventObject>('events', namespace, known.name);
  if (stored) {
    context.state.memory.set(key, { name: known.name, count: known.count + 1 } satisfies Logged);
    if (known.count === 1) context.put('events', { ...stored, series: { count: 2, lastObservedTime: context.microTimestamp } } as EventObject, stored);
    return;
  }
  const name = eventName(context, about);
  context.state.memory.set(key, { name, count: 1 } satisfies Logged);
  context.putNew('events', {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: eventMeta(context, namespace, name, options.annotations),
    involvedObject: reference(about, options.fieldPath),
    reason,
    message,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    type,
    eventTime: context.microTimestamp,
    action,
    ...(related && { related: reference(related, undefined) }),
    reportingComponent: options.component,
    reportingInstance,
  } as EventObject);
}

/** What was remembered of an object that is gone. */
export function forgetEvents(context: StepContext, uid: string): void {
  for (const [key] of context.state.memory.entriesUnder(`${MEMORY}${NUL}${uid}|`)) context.state.memory.delete(key);
}

interface EventObject extends KubeObject {
  readonly [field: string]: unknown;
}

/** `web-1.18ea47f2861d37a2`: the object's name and the nanosecond, in hexadecimal. */
function eventName(context: StepContext, about: KubeObject): string {
  context.state.sequence += 1;
  const { now } = context;
  // now × 1,000,000 + a count, in two halves of 32 bits.
  const low = (now % 2 ** 32) * 1_000_000 + (context.state.sequence % 1_000_000);
  const high = Math.floor(now / 2 ** 32) * 1_000_000 + Math.floor(low / 2 ** 32);
  return `${about.metadata.name}.${high.toString(16)}${(low % 2 ** 32).toString(16).padStart(8, '0')}`;
}

function eventMeta(context: StepContext, namespace: string, name: string, annotations: EventOptions['annotations']): ObjectMeta {
  const meta = { name, namespace, uid: randomUid(context.random), resourceVersion: '', creationTimestamp: context.timestamp };
  return annotations ? { ...meta, annotations } : meta;
}

function reference({ kind, apiVersion, metadata }: KubeObject, fieldPath: string | undefined): object {
  const { namespace, name, uid, resourceVersion } = metadata;
  const to: Record<string, string> = { kind };
  if (namespace !== undefined) to['namespace'] = namespace;
  to['name'] = name;
  to['uid'] = uid;
  to['apiVersion'] = apiVersion;
  if (resourceVersion !== '') to['resourceVersion'] = resourceVersion;
  if (fieldPath !== undefined) to['fieldPath'] = fieldPath;
  return to;
}
