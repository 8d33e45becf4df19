/** events.k8s.io/v1: the same Events under other field names (upstream: pkg/apis/events/v1/conversion.go). */
import type { Unchecked } from '../../meta/types.ts';
import { canonical } from '../shapes/shape.ts';
import type { Event } from './types.ts';

/** The field's name in events.k8s.io/v1, and in v1. */
const names = new Map([
  ['note', 'message'],
  ['regarding', 'involvedObject'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
  ['reportingController', 'reportingComponent'],
]);
/** What `--field-selector` knows there, and the field of v1 that it is. */
export const selectableInEventsV1: Readonly<Record<string, string>> = {
  reason: 'reason',
  type: 'type',
  reportingController: 'reportingComponent',
  ...Object.fromEntries(['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((field) => [`regarding.${field}`, `involvedObject.${field}`])),
};
const back = new Map([...names].map(([modern, core]) => [core, modern]));

const renamed = (object: object, by: ReadonlyMap<string, string>): Unchecked => Object.fromEntries(Object.entries(object).map(([key, value]) => [by.get(key) ?? key, value]));

export const fromEventsV1 = (object: Unchecked): Unchecked => ({ ...renamed(object, names), apiVersion: 'v1' });
export const toEventsV1 = (event: Event): Unchecked => canonical<Unchecked>('events.v1.Event', { ...renamed(event, back), apiVersion: 'events.k8s.io/v1' });
