/** The composition root: kinds, controllers, scheduler and kubelets become one cluster. */
import { customKind, DEFINITIONS } from '../api/custom/custom-kinds.ts';
import { createKindRegistry } from '../api/registry.ts';
import { kinds } from '../api/kinds/registry.ts';
import { admission, aggregates as controllerAggregates, connectors as controllerConnectors, controllers, indexes as controllerIndexes } from '../controllers/registry.ts';
import { Simulation } from '../engine/simulation.ts';
import { createWorld, type World } from '../engine/world.ts';
import type { ImageSource } from '../kubelet/image-source.ts';
import { connectors as kubeletConnectors, faults, indexes as kubeletIndexes, kubelet } from '../kubelet/index.ts';
import { aggregates as schedulerAggregates, indexes as schedulerIndexes, scheduler } from '../scheduler/index.ts';
import { bootstrap } from './bootstrap.ts';
import type { NodeSeed } from './nodes.ts';
import { presetNamed } from './presets.ts';

/** Milliseconds from a write to the wake of who watches: what the recorded cluster took, about. */
const TIMING = { informer: 8 };

export const kindRegistry = createKindRegistry(kinds);

export interface ClusterOptions {
  /** A preset's name; default `three`. */
  readonly preset?: string;
  /** Instead of a preset's. */
  readonly nodes?: readonly NodeSeed[];
  readonly images: ImageSource;
  readonly seed?: number;
  /** Milliseconds since the epoch. */
  readonly start?: number;
  /** Freezes stored objects: for tests. */
  readonly freeze?: boolean;
}

export function createClusterWorld({ images, freeze }: Pick<ClusterOptions, 'images' | 'freeze'>): World {
  return createWorld({
    kinds: kindRegistry,
    definitions: { resource: DEFINITIONS, kindOf: customKind },
    components: [...controllers, scheduler, kubelet({ images })],
    admission,
    indexes: [...controllerIndexes, ...schedulerIndexes, ...kubeletIndexes],
    aggregates: [...controllerAggregates, ...schedulerAggregates],
    connectors: [...controllerConnectors, ...kubeletConnectors],
    faults,
    timing: TIMING,
    ...(freeze !== undefined && { freeze }),
  });
}

/** A running cluster. Throws where the preset has no such name: ask `presetNamed` first where the name comes from outside. */
export function createCluster(options: ClusterOptions): Simulation {
  const nodes = options.nodes ?? presetNamed(options.preset ?? 'three')?.nodes();
  if (!nodes) throw new Error(`no preset is named ${options.preset}`);
  return new Simulation(createClusterWorld(options), {
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(options.start !== undefined && { start: options.start }),
    bootstrap: (context) => bootstrap(context, nodes),
  });
}
