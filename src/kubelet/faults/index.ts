/** What can be done to nodes, registries and containers from outside. */
import type { FaultHandler } from '../../engine/component.ts';
import { containerFaults } from './container.ts';
import { nodeFaults } from './node.ts';
import { registryFaults } from './registry.ts';

export const faults: readonly FaultHandler[] = [...nodeFaults, ...registryFaults, ...containerFaults];
