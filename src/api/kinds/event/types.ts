/** Event (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { ObjectReference } from '../shared-types.ts';

export interface Event extends KubeObject {
  readonly kind: 'Event';
  readonly apiVersion: 'v1';
  readonly involvedObject: ObjectReference;
  readonly reason?: string;
  readonly message?: string;
  readonly source: EventSource;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly count?: number;
  readonly type?: string;
  readonly eventTime?: string | null;
  readonly series?: EventSeries;
  readonly action?: string;
  readonly related?: ObjectReference;
  readonly reportingComponent: string;
  readonly reportingInstance: string;
}

export interface EventSource {
  readonly component?: string;
  readonly host?: string;
}

export interface EventSeries {
  readonly count?: number;
  readonly lastObservedTime?: string | null;
}
