/** The priority levels that every API server makes for itself (upstream: apiserver `pkg/apis/flowcontrol/bootstrap/default.go`). */
import type { PriorityLevelSpec } from './types.ts';

const limited = (nominalConcurrencyShares: number, lendablePercent: number, queues?: number, handSize = 6): PriorityLevelSpec => ({
  limited: {
    lendablePercent,
    limitResponse: queues === undefined ? { type: 'Reject' } : { queuing: { handSize, queueLengthLimit: 50, queues }, type: 'Queue' },
    nominalConcurrencyShares,
  },
  type: 'Limited',
});

/** By name. */
export const builtInLevels: Readonly<Record<string, PriorityLevelSpec>> = {
  'catch-all': limited(5, 0),
  exempt: { exempt: { lendablePercent: 0, nominalConcurrencyShares: 0 }, type: 'Exempt' },
  'global-default': limited(20, 50, 128),
  'leader-election': limited(10, 0, 16, 4),
  'node-high': limited(40, 25, 64),
  system: limited(30, 33, 64),
  'workload-high': limited(40, 50, 128),
  'workload-low': limited(100, 90, 128),
};
