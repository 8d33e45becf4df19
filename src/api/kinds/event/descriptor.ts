import type { KindDescriptor } from '../../descriptor.ts';
import { isPathSegmentName } from '../../meta/names.ts';
import { eventColumns } from './columns.ts';
import { defaultEvent } from './defaults.ts';
import { fromEventsV1, selectableInEventsV1, toEventsV1 } from './events-v1.ts';
import type { Event } from './types.ts';
import { validateEvent } from './validation.ts';

export const event: KindDescriptor<Event> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  otherVersions: [{ group: 'events.k8s.io', version: 'v1', toStored: fromEventsV1, fromStored: toEventsV1, selectableFields: selectableInEventsV1 }],
  hasStatus: false,
  schema: 'io.k8s.api.core.v1.Event',
  applyDefaults: defaultEvent,
  generation: false,
  validate: validateEvent,
  validateName: isPathSegmentName,
  plainFinalizers: true,
  selectableFields: ({ involvedObject, reason, reportingComponent, source, type }) => ({
    'involvedObject.kind': involvedObject.kind ?? '',
    'involvedObject.namespace': involvedObject.namespace ?? '',
    'involvedObject.name': involvedObject.name ?? '',
    'involvedObject.uid': involvedObject.uid ?? '',
    'involvedObject.apiVersion': involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': involvedObject.fieldPath ?? '',
    reason: reason ?? '',
    reportingComponent: reportingComponent ?? '',
    source: source?.component || reportingComponent || '',
    type: type ?? '',
  }),
  nameCell: false,
  columns: eventColumns,
};
