/** PriorityLevelConfiguration (upstream: api flowcontrol/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface Queuing {
  readonly queues: number;
  readonly handSize: number;
  readonly queueLengthLimit: number;
}

export interface LimitedLevel {
  readonly nominalConcurrencyShares?: number;
  readonly limitResponse: { readonly type: string; readonly queuing?: Queuing };
  readonly lendablePercent?: number;
  readonly borrowingLimitPercent?: number;
}

export interface ExemptLevel {
  readonly nominalConcurrencyShares?: number;
  readonly lendablePercent?: number;
}

export interface PriorityLevelSpec {
  readonly type: string;
  readonly limited?: LimitedLevel;
  readonly exempt?: ExemptLevel;
}

export interface PriorityLevelConfiguration extends KubeObject {
  readonly spec: PriorityLevelSpec;
  readonly status: { readonly conditions?: readonly object[] };
}
