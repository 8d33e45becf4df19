/** The composition root: kinds, controllers, scheduler and kubelets become one cluster. */
import { customKind, DEFINITIONS } from '../api/custom/custom-kinds.ts';
import { createKindRegistry } from '../api/registry.ts';
import { kinds } from '../api/kinds/registry.ts';
import { admission, aggregates as controllerAggregates, connectors as controllerConnectors, controllers, indexes as controllerIndexes } from '../controllers/registry.ts';
import { Simulation } from '../engine/simulation.ts';
import { createWorld, type World } from '../engine/world.ts';
import type { ImageSource } from '../kubelet/image-source.ts';
import { createImageSource, withFurtherImages } from '../kubelet/images/index.ts';
import { connectors as kubeletConnectors, faults, indexes as kubeletIndexes, kubelet, traffic, trafficInputs } from '../kubelet/index.ts';
import { aggregates as schedulerAggregates, indexes as schedulerIndexes, scheduler } from '../scheduler/index.ts';
import { addonNamed, addonNames, addons, switches } from './addons/registry.ts';
import { switchOn } from './addons/addon.ts';
import { apiServices, componentStatuses } from './api-server.ts';
import { bootstrap } from './bootstrap.ts';
import { controlPlaneFaults } from './control-plane-faults.ts';
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
  /** Names of add-ons that are on from the start; default: the preset's. */
  readonly addons?: readonly string[];
  readonly images: ImageSource;
  readonly seed?: number;
  /** Milliseconds since the epoch. */
  readonly start?: number;
  /** Freezes stored objects: for tests. */
  readonly freeze?: boolean;
}

const addonImages = createImageSource(
  addons.flatMap(({ images = [] }) => images),
  { preloaded: false },
);

export function createClusterWorld({ images, freeze }: Pick<ClusterOptions, 'images' | 'freeze'>): World {
  const options = {
    images: withFurtherImages(images, addonImages),
    gateways: addons.flatMap(({ gateways = [] }) => gateways),
    hosts: addons.flatMap(({ hosts = [] }) => hosts),
  };
  return createWorld({
    kinds: kindRegistry,
    definitions: { resource: DEFINITIONS, kindOf: customKind },
    components: [...controllers, scheduler, kubelet(options), traffic(options), ...addons.flatMap(({ components = [] }) => components)],
    admission,
    indexes: [...controllerIndexes, ...schedulerIndexes, ...kubeletIndexes, ...addons.flatMap((addon) => addon.indexes ?? [])],
    aggregates: [...controllerAggregates, ...schedulerAggregates],
    connectors: [...controllerConnectors, ...kubeletConnectors],
    aggregatedApis: [apiServices, componentStatuses, ...addons.flatMap((addon) => addon.aggregatedApis ?? [])],
    faults: [...faults, ...controlPlaneFaults(controllers, scheduler), ...trafficInputs(options), ...switches, ...addons.flatMap((addon) => addon.faults ?? [])],
    timing: TIMING,
    ...(freeze !== undefined && { freeze }),
  });
}

/** A running cluster. Throws where no preset or no add-on has such a name: ask `presetNamed` and `addonNamed` first where the name comes from outside. */
export function createCluster(options: ClusterOptions): Simulation {
  const preset = presetNamed(options.preset ?? 'three');
  const nodes = options.nodes ?? preset?.nodes();
  if (!nodes) throw new Error(`no preset is named ${options.preset}`);
  const on = (options.addons ?? (options.nodes ? [] : (preset?.addons ?? []))).map((name) => {
    const addon = addonNamed(name);
    if (!addon) throw new Error(`no add-on is named ${name}; there are ${addonNames.join(', ')}`);
    return addon;
  });
  return new Simulation(createClusterWorld(options), {
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(options.start !== undefined && { start: options.start }),
    bootstrap: (context) => {
      bootstrap(context, nodes);
      // In the registry's order, whatever order they were named in.
      for (const addon of addons) if (on.includes(addon)) switchOn(context, addon);
    },
  });
}
