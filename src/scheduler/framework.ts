/** What a plugin of the scheduler is (upstream: pkg/scheduler/framework/interface.go). */
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { View } from '../engine/component.ts';
import type { NodeUsage } from './usage.ts';

/** A node as plugins see it: with what is requested on it, nominated pods included. */
export interface NodeInfo {
  readonly node: Node;
  readonly usage: NodeUsage;
  /** The pods that count on it; those that a trial of preemption takes away are left out. */
  readonly pods: () => readonly Pod[];
}

/** Why a node was refused. `unresolvable`: no preemption can help (upstream: UnschedulableAndUnresolvable). */
export interface Refusal {
  readonly reasons: readonly string[];
  readonly unresolvable: boolean;
}

export const refuse = (...reasons: string[]): Refusal => ({ reasons, unresolvable: false });
export const refuseForGood = (...reasons: string[]): Refusal => ({ reasons, unresolvable: true });

/** One pod's turn. */
export interface Cycle {
  readonly pod: Pod;
  readonly view: View;
  /** Pods that a trial of preemption takes away, by uid. */
  readonly without: ReadonlySet<string>;
  /** Other pods of at least its priority that were promised a node. */
  readonly nominated: readonly Pod[];
}

export interface FilterPlugin {
  readonly name: string;
  /** Computes once a turn what `filter` needs; `skip` where the pod asks for nothing of it; a text where no node can do (upstream: PreFilter). */
  /** `only`: the names of nodes that can do at all (upstream: PreFilterResult). */
  readonly prepare?: (cycle: Cycle) => { readonly state: unknown; readonly only?: ReadonlySet<string> } | { readonly skip: true } | { readonly never: string };
  readonly filter: (cycle: Cycle, info: NodeInfo, state: never) => Refusal | undefined;
}

export interface ScorePlugin {
  readonly name: string;
  readonly weight: number;
  readonly prepare?: (cycle: Cycle, nodes: readonly NodeInfo[]) => { readonly state: unknown } | { readonly skip: true };
  /** One figure a node; `normalize` brings them to 0 … 100. NaN: the node is not compared with the others. */
  readonly score: (cycle: Cycle, info: NodeInfo, state: never) => number;
  readonly normalize?: 'highest' | 'lowest' | 'range' | 'reversed-range';
}
