/** The world of the recorded cluster: its nodes and images, the namespace that a scenario is played in, and the shell of its folder. */
import fs from 'node:fs';
import descriptions from 'virtual:api-descriptions';
import { createCluster, kindRegistry } from '../../cluster/cluster.ts';
import type { NodeSeed } from '../../cluster/nodes.ts';
import { sleep, type Effect, type Reply, type Task } from '../../engine/client.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { parseCatalogue } from '../../kubelet/images/catalogue.ts';
import { createImageSource } from '../../kubelet/images/index.ts';
import { kubectl } from '../../kubectl/kubectl.ts';
import { Terminal } from '../../kubectl/terminal/terminal.ts';
import type { LineRunner } from './play.ts';
import type { Scenario } from './scenario.ts';

/** Beside the built program: the catalogue of the recorded cluster. */
const conformance = (name: string) => new URL(`../conformance/${name}`, import.meta.url);
/** Virtual milliseconds for a cluster to come up before anything is asked of it. */
const COME_UP = 30_000;
/** And for its add-ons, where there are any. */
const ADDONS_COME_UP = 60_000;
/*
 * Milliseconds, each the middle of what the golden recordings show: 100 for a `get` in all; 77 to 104 from the start of a command to its
 * write, 175 where it first fetches the API's schemas to check a file by; 7 from a write to the command's end, 13 where one more request
 * follows, as after a delete.
 */
/** What a kubectl takes to start and to end. */
const START = 92;
const END = 1;
/** From a request to its answer. */
const REQUEST = 6;
/** For the schemas. */
const SCHEMAS = 78;

export function recordedCluster(namespace: string, files: { readonly images?: string; readonly nodes?: string; readonly addons?: readonly string[] }): Simulation {
  const catalogue = parseCatalogue(fs.readFileSync(files.images ?? conformance('images.yaml'), 'utf8'));
  if (!catalogue.ok) throw new Error(catalogue.error);
  const nodes = JSON.parse(fs.readFileSync(files.nodes ?? conformance('nodes.json'), 'utf8')) as readonly NodeSeed[];
  const simulation = createCluster({
    nodes,
    addons: files.addons ?? [],
    images: createImageSource(catalogue.value, { preloaded: true }),
    seed: 20_261_122,
    start: Date.UTC(2026, 10, 22, 5, 0, 0),
  });
  simulation.advanceTo(simulation.position.time + COME_UP + (files.addons?.length ? ADDONS_COME_UP : 0));
  if (namespace !== 'default') {
    const made = simulation.request({
      verb: 'create',
      group: '',
      version: 'v1',
      resource: 'namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    });
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

/** The same task, but each of its requests takes the time that a real one does. */
function* answeredLate<T>(task: Task<T>): Task<T> {
  let reply: Reply;
  try {
    for (;;) {
      const { done, value } = task.next(reply);
      if (done) return value as T;
      reply = yield value as Effect;
      if ((value as Effect).effect === 'request') yield* sleep(REQUEST);
    }
  } finally {
    task.return(undefined as T);
  }
}

/** Whether the command checks what it sends by the API's schemas. */
const checksFiles = (argv: readonly string[]): boolean =>
  argv.includes('apply') || argv.includes('replace') || (argv.includes('create') && argv.some((arg) => arg.startsWith('-f') || arg.startsWith('--filename')));

/** The folder of a scenario: its recordings write the folder's path as `.`. */
const FOLDER = '/tmp/scenario';
/** A temporary file, as the recorded ones were. */
const KUBECONFIG = '/tmp/tmp.Wq3vNcT8Zk';

export function lineRunner(scenario: Scenario, namespace: string): LineRunner {
  const context = { memory: { definitions: [] }, kinds: kindRegistry.kinds, descriptions };
  const terminal = new Terminal({
    cwd: FOLDER,
    env: { HOME: '/root', KUBECONFIG },
    files: { ...Object.fromEntries(scenario.files), [KUBECONFIG]: kubeconfig(namespace) },
    kubectl: function* timed(argv, io): Task<number> {
      yield* sleep(checksFiles(argv) ? START + SCHEMAS : START);
      const code = yield* answeredLate(kubectl(argv, io, context));
      yield* sleep(END);
      return code;
    },
  });
  return function* run(line, stdin, output): Task<number> {
    const clean = (text: string) => text.replaceAll(FOLDER, '.');
    return yield* terminal.runLine(line, {
      stdout: (text) => {
        output.stdout += clean(text);
      },
      stderr: (text) => {
        output.stderr += clean(text);
      },
      ...(stdin !== undefined && { stdin }),
    });
  };
}
