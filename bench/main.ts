/**
 * `npm run bench`: the figures of README. Each is measured on clusters built here; ratios where machines differ.
 * `--json` prints them for scripts/readme-figures.mjs.
 */
import os from 'node:os';
import { createCluster } from '../src/cluster/cluster.ts';
import { nodeSeed } from '../src/cluster/nodes.ts';
import type { Simulation } from '../src/engine/simulation.ts';
import { tutorialImages } from '../src/kubelet/images/index.ts';

interface Figure {
  readonly what: string;
  readonly value: string;
  readonly budget: string;
}

const LARGE = { cpu: '8', memory: '32884084Ki', pods: '110' };

function cluster(nodes: number): Simulation {
  return createCluster({
    nodes: Array.from({ length: nodes }, (_, i) => nodeSeed(i, nodes > 3 ? LARGE : { cpu: '64', memory: '246840840Ki', pods: '400' })),
    images: tutorialImages,
    seed: 7,
  });
}

const deployment = (name: string, replicas: number, image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image }] } } },
});

function create(simulation: Simulation, name: string, replicas: number): void {
  const response = simulation.request({
    verb: 'create',
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    namespace: 'default',
    body: deployment(name, replicas, 'nginx:1.25'),
  });
  if (!response.ok) throw new Error(response.status.message);
}

function setImage(simulation: Simulation, name: string, image: string): void {
  const response = simulation.request({
    verb: 'patch',
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    namespace: 'default',
    name,
    patchType: 'strategic',
    body: { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } },
  });
  if (!response.ok) throw new Error(response.status.message);
}

/** Steps until nothing is due within `quiet` virtual milliseconds of the last write. Gives steps and wall milliseconds. */
function settle(simulation: Simulation): { readonly steps: number; readonly ms: number } {
  const start = performance.now();
  const { steps, settled } = simulation.settle({ quiet: 10_000, timeout: 3_600_000 });
  if (!settled) throw new Error('the cluster did not settle');
  return { steps, ms: performance.now() - start };
}

function running(simulation: Simulation): number {
  return simulation.view
    .list<{ status?: { phase?: string } } & Parameters<typeof String>[0]>('pods')
    .filter((pod: { status?: { phase?: string } }) => pod.status?.phase === 'Running').length;
}

/** Steps a second while `deployments` × `replicas` pods come up and are rolled. */
function throughput(simulation: Simulation, deployments: number, replicas: number): { readonly rate: number; readonly microseconds: number } {
  for (let i = 0; i < deployments; i += 1) create(simulation, `web-${i}`, replicas);
  const up = settle(simulation);
  const pods = running(simulation);
  if (pods !== deployments * replicas) throw new Error(`${pods} of ${deployments * replicas} pods run`);
  for (let i = 0; i < Math.min(deployments, 20); i += 1) setImage(simulation, `web-${i}`, 'nginx:1.27');
  const rolled = settle(simulation);
  const steps = up.steps + rolled.steps;
  const ms = up.ms + rolled.ms;
  return { rate: (steps / ms) * 1000, microseconds: (rolled.ms / rolled.steps) * 1000 };
}

const thousands = (n: number) => Math.round(n).toLocaleString('en-GB');
const figures: Figure[] = [];

/** `node build/bench.js rollout` measures that part alone. */
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const part = (name: string, measure: () => void) => {
  if (wanted.length === 0 || wanted.includes(name)) measure();
};

part('steps', () => {
  const at3 = throughput(cluster(3), 15, 10);
  figures.push({ what: 'engine steps a second, 3 nodes, 150 pods', value: thousands(at3.rate), budget: '≥ 20,000' });
  const large = cluster(1000);
  const at1000 = throughput(large, 500, 20);
  figures.push({ what: 'engine steps a second, 1,000 nodes, 10,000 pods', value: thousands(at1000.rate), budget: '≥ 10,000 (at 5,000 nodes)' });
  figures.push({
    what: 'one step of a rollout at 10,000 pods against one at 150',
    value: `${(at1000.microseconds / at3.microseconds).toFixed(1)}×`,
    budget: '≤ 2× (at 150,000 pods)',
  });

  const { step } = large.position;
  const times = Array.from({ length: 20 }, (_, i) => {
    const started = performance.now();
    large.seek(Math.floor((step * ((i * 7) % 20)) / 20));
    return performance.now() - started;
  }).sort((a, b) => a - b);
  figures.push({ what: `seek to any of ${thousands(step)} steps, median / worst`, value: `${times[10]!.toFixed(0)} / ${times[19]!.toFixed(0)} ms`, budget: '≤ 100 ms' });
});

part('rollout', () => {
  const simulation = cluster(1000);
  create(simulation, 'web', 1000);
  const up = settle(simulation);
  setImage(simulation, 'web', 'nginx:1.27');
  const rolled = settle(simulation);
  figures.push({ what: '1,000 replicas on 1,000 nodes, from apply to settled', value: `${(up.ms / 1000).toFixed(1)} s (${thousands(up.steps)} steps)`, budget: '' });
  figures.push({ what: 'rolling update of them, from apply to settled', value: `${(rolled.ms / 1000).toFixed(1)} s (${thousands(rolled.steps)} steps)`, budget: '≤ 1 s' });
});

const memory = process.memoryUsage().rss / 2 ** 20;
figures.push({ what: 'resident memory at the end, all clusters above and their tapes', value: `${thousands(memory)} MB`, budget: '' });

if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
else {
  console.log(`Node ${process.versions.node}, ${os.cpus().length} cores (${os.cpus()[0]?.model.trim()})\n`);
  for (const { what, value, budget } of figures) console.log(`${what.padEnd(66)} ${value.padEnd(24)} ${budget}`);
}
