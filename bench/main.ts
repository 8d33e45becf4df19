/**
 * `npm run bench`: the figures of README. Each is measured on clusters built here; ratios where machines differ.
 * `--json` prints them for scripts/readme-figures.mjs.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { createCluster } from '../src/cluster/cluster.ts';
import { nodeSeed } from '../src/cluster/nodes.ts';
import type { Simulation } from '../src/engine/simulation.ts';
import '../src/api/schema/install.ts';
import '../src/kubelet/process/applets/install.ts';
import { withCopies } from './large.ts';
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

/** Steps a second, and microseconds a step of the rollout, while `deployments` × `replicas` pods come up and `rolls` of the Deployments are rolled. */
function throughput(simulation: Simulation, prefix: string, deployments: number, replicas: number, rolls = deployments): { readonly rate: number; readonly microseconds: number } {
  const before = running(simulation);
  for (let i = 0; i < deployments; i += 1) create(simulation, `${prefix}-${i}`, replicas);
  const up = settle(simulation);
  const pods = running(simulation) - before;
  if (pods !== deployments * replicas) throw new Error(`${pods} of ${deployments * replicas} pods run`);
  for (let i = 0; i < rolls; i += 1) setImage(simulation, `${prefix}-${i}`, 'nginx:1.27');
  const rolled = settle(simulation);
  return { rate: ((up.steps + rolled.steps) / (up.ms + rolled.ms)) * 1000, microseconds: (rolled.ms / rolled.steps) * 1000 };
}

function remove(simulation: Simulation, prefix: string, deployments: number): void {
  for (let i = 0; i < deployments; i += 1)
    simulation.request({ verb: 'delete', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', name: `${prefix}-${i}` });
  settle(simulation);
}

const thousands = (n: number) => Math.round(n).toLocaleString('en-GB');
const figures: Figure[] = [];
const figure = (what: string, value: string, budget = '') => figures.push({ what, value, budget });

/** `node build/bench.js rollout` measures that part alone. */
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const part = (name: string, measure: () => void) => {
  if (wanted.length === 0 || wanted.includes(name)) measure();
};

/** The engine of JavaScript goes on compiling for some ten rounds: these are not measured. */
const WARM_UP = 12;
/** Microseconds of one step of a rollout in a cluster of 150 pods. */
let small = 0;

part('steps', () => {
  const three = cluster(3);
  let cold = 0;
  for (let round = 0; round < WARM_UP; round += 1) {
    const { rate } = throughput(three, `warm-${round}`, 15, 10);
    if (round === 0) cold = rate;
    remove(three, `warm-${round}`, 15);
  }
  const at3 = throughput(three, 'web', 15, 10);
  small = at3.microseconds;
  figure('engine steps a second, 3 nodes, 150 pods, once the code is compiled', thousands(at3.rate), '≥ 20,000');
  figure('the same in a process that has just started', thousands(cold));
});

part('seek', () => {
  const large = cluster(1000);
  const { rate } = throughput(large, 'web', 450, 20, 20);
  figure('engine steps a second, 1,000 nodes, 9,000 pods', thousands(rate));
  const { step } = large.position;
  const times = Array.from({ length: 20 }, (_, i) => {
    const started = performance.now();
    large.seek(Math.floor((step * ((i * 7) % 20)) / 20));
    return performance.now() - started;
  }).sort((a, b) => a - b);
  figure(`seek to any of ${thousands(step)} steps, median / worst`, `${times[10]!.toFixed(0)} / ${times[19]!.toFixed(0)} ms`, '≤ 100 ms');
});

part('rollout', () => {
  const simulation = cluster(1000);
  create(simulation, 'web', 1000);
  const up = settle(simulation);
  setImage(simulation, 'web', 'nginx:1.27');
  const rolled = settle(simulation);
  figure('1,000 replicas on 1,000 nodes, from apply to settled', `${(up.ms / 1000).toFixed(1)} s (${thousands(up.steps)} steps)`);
  figure('rolling update of them, from apply to settled', `${(rolled.ms / 1000).toFixed(1)} s (${thousands(rolled.steps)} steps)`, '≤ 1 s');
});

/** 150,000 running pods on 5,000 nodes. How they came about is let go: the tape of that is of no interest. */
function large(): Simulation {
  const pattern = cluster(1);
  create(pattern, 'copied', 1);
  settle(pattern);
  const copies = withCopies(cluster(5000), pattern, 'copied', 300, 500);
  settle(copies);
  if (running(copies) !== 150_000) throw new Error(`${running(copies)} of 150,000 pods run`);
  return copies.fork();
}

part('large', () => {
  const simulation = large();
  const { rate, microseconds } = throughput(simulation, 'web', 10, 30);
  figure('engine steps a second, 5,000 nodes, 150,000 pods', thousands(rate), '≥ 10,000');
  if (small > 0) figure('one step of a rollout at 150,000 pods against one at 150', `${(microseconds / small).toFixed(1)}×`, '≤ 2×');
  for (let round = 0; simulation.position.step - simulation.branch.first < 10_000; round += 1) {
    setImage(simulation, `web-${round % 10}`, `nginx:1.${20 + (round % 5)}`);
    settle(simulation);
  }
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  figure(
    `memory for 150,000 running pods and a history of ${thousands(simulation.position.step - simulation.branch.first)} steps`,
    `${((heapUsed + external) / 1e9).toFixed(2)} GB`,
    '≤ 1.5 GB',
  );
});

part('page', () => {
  try {
    const sizes = JSON.parse(execFileSync('node', ['scripts/first-load.mjs', '--json'], { encoding: 'utf8' })) as { readonly page: number; readonly worker: number };
    figure('first load without the editor: the page and the engine, compressed', `${(sizes.page / 1000).toFixed(0)} + ${(sizes.worker / 1000).toFixed(0)} kB`, '≤ 250 kB');
  } catch {
    figure('first load without the editor: the page and the engine, compressed', 'not measured: there is no dist/ (npm run build)', '≤ 250 kB');
  }
});

/** The budget of a frame, in words. */
const FRAME = 'p95 ≤ 8 ms';

part('frames', () => {
  const what = 'main thread a frame: rollout of 300 pods, panning 150,000 pods';
  const missing = !fs.existsSync(process.env['CHROMIUM'] ?? '/usr/bin/chromium')
    ? 'there is no Chromium (CHROMIUM names one)'
    : !fs.existsSync('dist')
      ? 'there is no dist/ (npm run build)'
      : '';
  if (missing !== '') {
    figure(what, `not measured: ${missing}`, FRAME);
    return;
  }
  try {
    const told = execFileSync('node', ['node_modules/@playwright/test/cli.js', 'test', '-c', 'bench'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    for (const [, line] of told.matchAll(/^FIGURE (.*)$/gm)) {
      const { what: name, median, p95 } = JSON.parse(line!) as { readonly what: string; readonly median: number; readonly p95: number };
      figure(`main thread a ${name}, median / p95`, `${median.toFixed(1)} / ${p95.toFixed(1)} ms`, FRAME);
    }
  } catch (error) {
    process.stderr.write((error as { stdout?: string }).stdout ?? String(error));
    figure(what, 'not measured: the page did not get there', FRAME);
  }
});

if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
else {
  console.log(`Node ${process.versions.node}, ${os.cpus().length} cores (${os.cpus()[0]?.model.trim()})\n`);
  for (const { what, value, budget } of figures) console.log(`${what.padEnd(78)} ${value.padEnd(24)} ${budget}`);
}
