/** Clusters to start from. */
import { nodeSeed, type NodeSeed, type NodeSize } from './nodes.ts';

export interface Preset {
  readonly name: string;
  readonly title: string;
  /** What its nodes have, in a few words. */
  readonly text: string;
  readonly nodes: () => readonly NodeSeed[];
  /** Names of the add-ons that are on from the start. */
  readonly addons?: readonly string[];
}

const LARGE: NodeSize = { cpu: '8', memory: '32884084Ki', pods: '110' };
const several = (count: number, size?: NodeSize) => () => Array.from({ length: count }, (_, index) => nodeSeed(index, size));

/** A control plane node that takes no other pods, and two workers, as kubeadm sets them up. */
function likeKubeadm(): readonly NodeSeed[] {
  const [first, ...workers] = several(3)() as [NodeSeed, ...NodeSeed[]];
  const role = 'node-role.kubernetes.io/control-plane';
  const labels = { ...first.metadata.labels, [role]: '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' };
  return [{ ...first, metadata: { ...first.metadata, labels }, spec: { ...first.spec, taints: [{ key: role, effect: 'NoSchedule' }] } }, ...workers];
}

const ALL_ADDONS = ['kube-system', 'metrics', 'provisioner', 'load-balancer', 'ingress'];

export const PRESETS: readonly Preset[] = [
  { name: 'three', title: 'three nodes', text: '3 × 2 CPU, as the recorded cluster', nodes: several(3) },
  { name: 'one', title: 'one node', text: '1 × 2 CPU', nodes: several(1) },
  {
    name: 'kubeadm',
    title: 'like kubeadm',
    text: 'control plane, 2 workers, add-ons',
    nodes: likeKubeadm,
    addons: ALL_ADDONS,
  },
  { name: 'minikube', title: 'like minikube', text: '1 × 2 CPU, add-ons', nodes: several(1), addons: ALL_ADDONS },
  { name: 'thousand', title: '1,000 nodes', text: '8 CPU each, 10,000 pods', nodes: several(1000, LARGE) },
  { name: 'five-thousand', title: '5,000 nodes', text: '8 CPU each', nodes: several(5000, LARGE) },
];

export const presetNamed = (name: string): Preset | undefined => PRESETS.find((preset) => preset.name === name);
