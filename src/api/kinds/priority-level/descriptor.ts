/** How many requests of a level are served at once. Stored and checked; no request is queued here (upstream: pkg/apis/flowcontrol/v1/defaults.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import { change, fill, given } from '../fill.ts';
import { lateChecks } from '../late-checks.ts';
import { ageColumn } from '../printing.ts';
import { canonical } from '../shapes/shape.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import type { LimitedLevel, PriorityLevelConfiguration, Queuing } from './types.ts';

/** Zeros cannot be told from what was left out. */
const defaultQueuing = ({ queues, handSize, queueLengthLimit }: Queuing): Queuing => ({
  queues: queues || 64,
  handSize: handSize || 8,
  queueLengthLimit: queueLengthLimit || 50,
});

function defaultLimited(level: LimitedLevel): LimitedLevel {
  const filled = fill(level, { nominalConcurrencyShares: 30, lendablePercent: 0 });
  return change(filled, { limitResponse: change(filled.limitResponse, { queuing: given(filled.limitResponse.queuing, defaultQueuing) }) });
}

function defaultLevel(object: PriorityLevelConfiguration): PriorityLevelConfiguration {
  const level = canonical('flowcontrol.v1.PriorityLevelConfiguration', object);
  return change(level, {
    spec: change(level.spec, {
      limited: given(level.spec.limited, defaultLimited),
      exempt: given(level.spec.exempt, (exempt) => fill(exempt, { nominalConcurrencyShares: 0, lendablePercent: 0 })),
    }),
  });
}

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
  schema: 'io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration',
  applyDefaults: defaultLevel,
  prepareForCreate: emptyStatus({}),
  prepareForUpdate: keepOther,
  ...lateChecks('PriorityLevelConfiguration'),
  columns: [
    { name: 'Type', priority: 0, cell: ({ spec }) => spec.type },
    { name: 'NominalConcurrencyShares', priority: 0, cell: ({ spec }) => spec.limited?.nominalConcurrencyShares ?? '<none>' },
    { name: 'Queues', priority: 0, cell: (level) => queuing(level)?.queues ?? '<none>' },
    { name: 'HandSize', priority: 0, cell: (level) => queuing(level)?.handSize ?? '<none>' },
    { name: 'QueueLengthLimit', priority: 0, cell: (level) => queuing(level)?.queueLengthLimit ?? '<none>' },
    ageColumn,
  ],
};
