/** The world of the recorded cluster: its nodes and images, the namespace that a scenario is played in, and the shell of its folder. */
import fs from 'node:fs';
import { createCluster, kindRegistry } from '../../cluster/cluster.ts';
import type { NodeSeed } from '../../cluster/nodes.ts';
import { sleep, type Task } from '../../engine/client.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { createImageSource, parseCatalogue } from '../../kubelet/images/index.ts';
import { kubectl } from '../../kubectl/kubectl.ts';
import { words } from '../../kubectl/testing/words.ts';
import type { LineRunner } from './play.ts';
import type { Scenario } from './scenario.ts';

/** Beside the built program: the catalogue of the recorded cluster. */
const conformance = (name: string) => new URL(`../conformance/${name}`, import.meta.url);
/** Virtual milliseconds for a cluster to come up before anything is asked of it. */
const COME_UP = 30_000;
/** What a kubectl takes to start and to end, as measured around the recorded ones. */
const START = 60;
const END = 25;

export function recordedCluster(namespace: string, files: { readonly images?: string; readonly nodes?: string }): Simulation {
  const catalogue = parseCatalogue(fs.readFileSync(files.images ?? conformance('images.yaml'), 'utf8'));
  if (!catalogue.ok) throw new Error(catalogue.error);
  const nodes = JSON.parse(fs.readFileSync(files.nodes ?? conformance('nodes.json'), 'utf8')) as readonly NodeSeed[];
  const simulation = createCluster({ nodes, images: createImageSource(catalogue.value, { preloaded: true }), seed: 20_261_122, start: Date.UTC(2026, 10, 22, 5, 0, 0) });
  simulation.advanceTo(simulation.position.time + COME_UP);
  if (namespace !== 'default') {
    const made = simulation.request({ verb: 'create', group: '', version: 'v1', resource: 'namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } });
    if (!made.ok) throw new Error(made.status.message);
    simulation.advanceTo(simulation.position.time + COME_UP);
  }
  return simulation;
}

const kubeconfig = (namespace: string) => `apiVersion: v1
kind: Config
clusters: [{name: kubesim, cluster: {server: "https://127.0.0.1:6443", insecure-skip-tls-verify: true}}]
users: [{name: kubernetes-admin, user: {token: local-admin}}]
contexts: [{name: kubesim, context: {cluster: kubesim${namespace === 'default' ? '' : `, namespace: ${namespace}`}, user: kubernetes-admin}}]
current-context: kubesim
`;

export function lineRunner(_simulation: Simulation, scenario: Scenario, namespace: string): LineRunner {
  const files = new Map([...scenario.files, ['/root/.kube/config', kubeconfig(namespace)]]);
  const context = { kinds: kindRegistry.kinds };
  return function* run(line, stdin, output): Task<number> {

    const argv = words(line);
    if (!argv) { output.stderr += 'interim: no shell yet\n'; return 127; }
    yield* sleep(START);
    const code = yield* kubectl(argv.slice(1), {
      stdout: (text) => { output.stdout += text; }, stderr: (text) => { output.stderr += text; }, ...(stdin !== undefined && { stdin }), env: { HOME: '/root' },
      files: {
        kind: (p) => (files.has(p) ? 'file' : p === '.' ? 'directory' : undefined), read: (p) => files.get(p), readBytes: (p) => (files.has(p) ? new TextEncoder().encode(files.get(p)) : undefined),
        write: (p, c) => { files.set(p, typeof c === 'string' ? c : new TextDecoder().decode(c)); }, list: (p) => (p === '.' ? [...files.keys()].sort().map((name) => ({ name, directory: false })) : undefined), remove: (p) => { files.delete(p); },
      },
    }, context);
    yield* sleep(END);
    return code;
  };
}
