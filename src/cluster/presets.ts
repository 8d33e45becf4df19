/** Clusters to start from. */
import { nodeSeed, type NodeSeed, type NodeSize } from './nodes.ts';

export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly nodes: () => readonly NodeSeed[];
}

const LARGE: NodeSize = { cpu: '8', memory: '32884084Ki', pods: '110' };
const several = (count: number, size?: NodeSize) => () => Array.from({ length: count }, (_, index) => nodeSeed(index, size));

export const PRESETS: readonly Preset[] = [
  { name: 'one', title: 'one node', nodes: several(1) },
  { name: 'three', title: 'three nodes', nodes: several(3) },
  { name: 'thousand', title: '1,000 nodes', nodes: several(1000, LARGE) },
  { name: 'five-thousand', title: '5,000 nodes', nodes: several(5000, LARGE) },
];

export const presetNamed = (name: string): Preset | undefined => PRESETS.find((preset) => preset.name === name);
