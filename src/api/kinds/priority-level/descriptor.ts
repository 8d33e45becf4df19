/** How many requests of a level are served at once. Stored and checked; no request is queued here (upstream: pkg/apis/flowcontrol/v1/defaults.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import { lateChecks } from '../late-checks.ts';
import { ageColumn } from '../printing.ts';
import type { PriorityLevelConfiguration, Queuing } from './types.ts';

const queuing = ({ spec }: PriorityLevelConfiguration): Queuing | undefined => spec.limited?.limitResponse.queuing;

export const priorityLevelConfiguration: KindDescriptor<PriorityLevelConfiguration> = {
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  shortNames: [],
  namespaced: false,
  hasStatus: true,
  ...lateChecks('io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration'),
  columns: [
    { name: 'Type', priority: 0, cell: ({ spec }) => spec.type },
    { name: 'NominalConcurrencyShares', priority: 0, cell: ({ spec }) => spec.limited?.nominalConcurrencyShares ?? '<none>' },
    { name: 'Queues', priority: 0, cell: (level) => queuing(level)?.queues ?? '<none>' },
    { name: 'HandSize', priority: 0, cell: (level) => queuing(level)?.handSize ?? '<none>' },
    { name: 'QueueLengthLimit', priority: 0, cell: (level) => queuing(level)?.queueLengthLimit ?? '<none>' },
    ageColumn,
  ],
};
