/** The whole cluster under random commands and faults: what must hold whatever happens, and that the tape replays to the byte. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../api/kinds/deployment/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { ReplicaSet } from '../api/kinds/replica-set/types.ts';
import { scaleIntOrPercent } from '../api/meta/int-or-string.ts';
import { createCluster, kindRegistry } from '../cluster/cluster.ts';
import { runToEnd } from '../engine/drive.ts';
import type { Simulation } from '../engine/simulation.ts';
import { serialize } from '../engine/state.ts';
import type { TraceEntry } from '../engine/trace.ts';
import { createImageSource } from '../kubelet/images/index.ts';
import { TUTORIAL_IMAGES } from '../kubelet/images/tutorial-images.ts';
import { kubectl } from './kubectl.ts';

const images = createImageSource(TUTORIAL_IMAGES, { preloaded: true });
const NAMES = ['a', 'b'] as const;

type Act = { readonly command: string } | { readonly fault: string; readonly args: Readonly<Record<string, string>> } | { readonly removePod: number };
type Timed = Act & { readonly wait: number };

const command = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.constantFrom(
      'set image deploy/NAME c=nginx:1.25',
      'set image deploy/NAME c=nginx:1.27',
      'set image deploy/NAME c=no/such:image',
      'set image deploy/NAME c=kubetick/crash:v1',
      'scale deploy/NAME --replicas=1',
      'scale deploy/NAME --replicas=4',
      'scale deploy/NAME --replicas=7',
      'scale deploy/NAME --replicas=0',
      'rollout pause deploy/NAME',
      'rollout resume deploy/NAME',
      'rollout undo deploy/NAME',
      'rollout restart deploy/NAME',
      'annotate deploy/NAME note=x --overwrite',
    ),
  )
  .map(([name, text]): Act => ({ command: text.replaceAll('NAME', name) }));

const act: fc.Arbitrary<Timed> = fc
  .tuple(
    fc.integer({ min: 0, max: 9000 }),
    fc.oneof(
      { weight: 6, arbitrary: command },
      { weight: 2, arbitrary: fc.nat(50).map((removePod): Act => ({ removePod })) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Act>(
          { fault: 'registry-down', args: {} },
          { fault: 'registry-up', args: {} },
          { fault: 'node-stop', args: { node: 'node-2' } },
          { fault: 'node-start', args: { node: 'node-2' } },
        ),
      },
    ),
  )
  .map(([wait, what]) => ({ wait, ...what }));

const deployment = (name: string, replicas: number, rollingUpdate: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas,
    strategy: { rollingUpdate },
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx:1.25' }] } },
  },
});

function ceilingOf({ spec }: Deployment): number {
  const surge = scaleIntOrPercent(spec.strategy.rollingUpdate?.maxSurge ?? '25%', spec.replicas, 'up');
  return spec.replicas + (surge.ok ? surge.value : 0);
}

/** Keeps what was seen, to judge each step by. */
class Watcher {
  private readonly ceilings = new Map<string, number>();
  private readonly revisions = new Map<string, number>();

  check(simulation: Simulation, entry: TraceEntry): void {
    const { view } = simulation;
    for (const { resource, type, object, before } of entry.writes) {
      // A revision only grows, and only a new or reused set gets one.
      if (resource === 'replicasets.apps' && type !== 'DELETED' && before) {
        const [was, is] = [before, object].map((set) => Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)) as [number, number];
        expect(is, `${object.metadata.name}: ${entry.decision}`).toBeGreaterThanOrEqual(was);
        this.revisions.set(object.metadata.uid, is);
      }
      if (resource !== 'pods' || type !== 'ADDED') continue;
      const name = object.metadata.labels!.app!;
      const pods = view
        .list<Pod>('pods', 'default')
        .filter((pod) => pod.metadata.labels?.app === name && pod.metadata.deletionTimestamp === undefined && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed');
      const owner = view.get<Deployment>('deployments.apps', 'default', name);
      if (!owner) continue;
      // A smaller size lowers the ceiling at once; what was asked for before it is on its way down.
      const asked = view
        .list<ReplicaSet>('replicasets.apps', 'default')
        .filter((set) => set.metadata.labels?.app === name)
        .reduce((sum, set) => sum + set.spec.replicas, 0);
      const ceiling = Math.max(ceilingOf(owner), Math.min(this.ceilings.get(name) ?? 0, asked));
      this.ceilings.set(name, ceiling);
      expect(pods.length, `${name} has more pods than replicas and surge: ${entry.decision}`).toBeLessThanOrEqual(ceiling);
    }
  }
}

describe('the whole cluster, whatever happens', () => {
  it('keeps to the ceiling, its revisions grow, and the tape replays to the same bytes', () => {
    let steps = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(
          { maxSurge: 1, maxUnavailable: 0 },
          { maxSurge: '25%', maxUnavailable: '25%' },
          { maxSurge: 0, maxUnavailable: 2 },
          { maxSurge: '100%', maxUnavailable: '50%' },
        ),
        fc.array(act, { minLength: 4, maxLength: 14 }),
        fc.nat(1e6),
        (replicas, strategy, acts, seed) => {
          const simulation = createCluster({ images, seed, freeze: true });
          const watcher = new Watcher();
          simulation.listen((entry) => {
            if (entry) watcher.check(simulation, entry);
          });
          for (const name of NAMES) {
            const made = simulation.request({
              verb: 'create',
              group: 'apps',
              version: 'v1',
              resource: 'deployments',
              namespace: 'default',
              body: deployment(name, replicas, strategy),
            });
            expect(made.ok).toBe(true);
          }
          for (const { wait, ...what } of acts) {
            simulation.advanceTo(simulation.position.time + wait);
            if ('command' in what) run(simulation, what.command);
            else if ('fault' in what) simulation.input({ input: 'fault', fault: what.fault, args: what.args });
            else {
              const pods = simulation.view.list<Pod>('pods', 'default');
              if (pods.length > 0) run(simulation, `delete pod ${pods[what.removePod % pods.length]!.metadata.name} --wait=false`);
            }
          }
          simulation.advanceTo(simulation.position.time + 30_000);
          const { step: end } = simulation.position;
          steps += end;
          const bytes = serialize(simulation.state);
          for (const middle of [0, 1, Math.floor(end / 3), 256, end - 1]) {
            simulation.seek(Math.min(Math.max(middle, 0), end));
            simulation.seek(end);
            expect(serialize(simulation.state) === bytes).toBe(true);
          }
        },
      ),
      { seed: 20261122, numRuns: 12 },
    );
    expect(steps).toBeGreaterThan(3000);
  }, 120_000);
});

function run(simulation: Simulation, line: string): void {
  const folder = { kind: () => undefined, read: () => undefined, readBytes: () => undefined, write: () => undefined, list: () => undefined, remove: () => undefined };
  const done = runToEnd(
    simulation,
    kubectl(line.split(' '), { stdout: () => undefined, stderr: () => undefined, env: {}, files: folder }, { kinds: kindRegistry.kinds }),
    simulation.position.time + 60_000,
    `kubectl ${line}`,
  );
  expect(done, line).toBeDefined();
}
