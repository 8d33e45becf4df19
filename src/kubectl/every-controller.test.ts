/** Every controller in the whole cluster, under random specs, commands, faults and nodes that come and go: what must hold at each write, and once all has settled. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CronJob } from '../api/kinds/cron-job/types.ts';
import type { DaemonSet } from '../api/kinds/daemon-set/types.ts';
import type { EndpointSlice } from '../api/kinds/endpoint-slice/types.ts';
import type { Job } from '../api/kinds/job/types.ts';
import type { Node } from '../api/kinds/node/types.ts';
import type { PersistentVolume } from '../api/kinds/persistent-volume/types.ts';
import type { PersistentVolumeClaim } from '../api/kinds/persistent-volume-claim/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { ReplicaSet } from '../api/kinds/replica-set/types.ts';
import type { ResourceQuota } from '../api/kinds/resource-quota/types.ts';
import type { StatefulSet } from '../api/kinds/stateful-set/types.ts';
import type { KubeObject } from '../api/meta/types.ts';
import { createCluster, kindRegistry } from '../cluster/cluster.ts';
import { runToEnd } from '../engine/drive.ts';
import type { Simulation } from '../engine/simulation.ts';
import type { TraceEntry } from '../engine/trace.ts';
import { createImageSource } from '../kubelet/images/index.ts';
import { TUTORIAL_IMAGES } from '../kubelet/images/tutorial-images.ts';
import { kubectl } from './kubectl.ts';

const images = createImageSource(TUTORIAL_IMAGES, { preloaded: true });
const NAMESPACE = 'default';
const MINUTE = 60_000;

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: object;
}

const template = (app: string, image: string, pod: object = {}) => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'c', image, resources: { requests: { cpu: '50m' } } }], ...pod },
});
const workload = (kind: string, name: string, spec: object, pod?: object): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, template: template(name, 'nginx:1.25', pod), ...spec },
});
const command = (script: string, restartPolicy = 'Never') => ({ restartPolicy, containers: [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', script] }] });

const count = fc.integer({ min: 0, max: 5 });
const manifests: fc.Arbitrary<readonly Manifest[]> = fc
  .record({ count, surge: fc.constantFrom(0, 1), ordered: fc.boolean(), completions: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() })
  .map(({ count: replicas, surge, ordered, completions, fails }): Manifest[] => [
    workload('Deployment', 'web', { replicas }),
    workload('ReplicaSet', 'set', { replicas: replicas + 1 }),
    workload('DaemonSet', 'agent', { updateStrategy: { rollingUpdate: surge === 1 ? { maxSurge: 1, maxUnavailable: 0 } : { maxUnavailable: 1 } } }),
    workload('StatefulSet', 'db', { serviceName: 'db', replicas, podManagementPolicy: ordered ? 'OrderedReady' : 'Parallel' }),
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'work' },
      spec: { completions, parallelism: 2, backoffLimit: 3, ttlSecondsAfterFinished: 120, template: { spec: command(fails ? 'sleep 2; exit 1' : 'sleep 2') } },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'clock' },
      spec: {
        schedule: '* * * * *',
        concurrencyPolicy: ordered ? 'Forbid' : 'Replace',
        successfulJobsHistoryLimit: 2,
        failedJobsHistoryLimit: 1,
        jobTemplate: { spec: { backoffLimit: 0, template: { spec: command(fails ? 'sleep 75' : 'sleep 5') } } },
      },
    },
    { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'limit' }, spec: { hard: { 'count/configmaps': '4', pods: '30' } } },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk-1' },
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: '', hostPath: { path: '/tmp/1' } },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk-2' },
      spec: { capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: '', hostPath: { path: '/tmp/2' } },
    },
    ...['claim-1', 'claim-2', 'claim-3'].map((name) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: '', resources: { requests: { storage: '1Gi' } } },
    })),
  ]);

type Act = { readonly run: string } | { readonly fault: string; readonly node: string } | { readonly removePod: number };
const node = fc.constantFrom('node-1', 'node-2', 'node-3');
const act: fc.Arbitrary<Act & { readonly wait: number }> = fc
  .tuple(
    fc.integer({ min: 0, max: 40_000 }),
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .constantFrom(
            'scale deploy/web --replicas=4',
            'scale deploy/web --replicas=1',
            'scale rs/set --replicas=3',
            'scale sts/db --replicas=3',
            'scale sts/db --replicas=0',
            'set image deploy/web c=nginx:1.27',
            'set image ds/agent c=nginx:1.27',
            'set image sts/db c=nginx:1.27',
            'rollout restart ds/agent',
            'rollout undo ds/agent',
            'rollout restart sts/db',
            'create configmap one --from-literal=a=b',
            'create configmap two --from-literal=a=b',
            'create configmap three --from-literal=a=b',
            'create configmap four --from-literal=a=b',
            'delete configmap one',
            'delete pvc claim-1 --wait=false',
            'delete rs set --cascade=orphan',
            'delete deploy web --wait=false',
            'delete job work --wait=false',
          )
          .map((run): Act => ({ run })),
      },
      { weight: 2, arbitrary: fc.nat(60).map((removePod): Act => ({ removePod })) },
      { weight: 2, arbitrary: node.map((name): Act => ({ run: `label node ${name} disk=ssd --overwrite` })) },
      { weight: 2, arbitrary: fc.tuple(fc.constantFrom('cordon', 'uncordon'), node).map(([verb, name]): Act => ({ run: `${verb} ${name}` })) },
      { weight: 2, arbitrary: fc.tuple(fc.constantFrom('node-stop', 'node-start'), node).map(([fault, name]): Act => ({ fault, node: name })) },
    ),
  )
  .map(([wait, what]) => ({ wait, ...what }));

const lives = (pod: Pod): boolean => pod.metadata.deletionTimestamp === undefined && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed';
const ownerOf = (object: KubeObject) => object.metadata.ownerReferences?.find(({ controller }) => controller);
const isReady = (pod: Pod): boolean => pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
const finished = ({ status }: Job) => status.conditions?.find(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True');

/** What must hold at each write. */
class Watcher {
  private readonly jobs = new Map<string, { readonly succeeded: number; readonly failed: number }>();
  private readonly counted = new Map<string, number>();

  check(simulation: Simulation, entry: TraceEntry): void {
    for (const { resource, type, object } of entry.writes) {
      if (type === 'DELETED') continue;
      if (resource === 'pods' && type === 'ADDED') this.podCame(simulation, object as Pod, entry);
      if (resource === 'jobs.batch') this.jobChanged(object as Job);
      if (resource === 'resourcequotas') withinQuota(object as ResourceQuota);
    }
  }

  private podCame({ view }: Simulation, pod: Pod, entry: TraceEntry): void {
    const owner = ownerOf(pod);
    const mates = view.list<Pod>('pods', NAMESPACE).filter((other) => ownerOf(other)?.uid === owner?.uid && lives(other));
    if (owner?.kind === 'DaemonSet') {
      const set = view.get<DaemonSet>('daemonsets.apps', NAMESPACE, owner.name);
      const target = (p: Pod) => p.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];
      const revision = (p: Pod) => p.metadata.labels?.['controller-revision-hash'];
      const there = mates.filter((other) => target(other) === target(pod));
      const surging = (set?.spec.updateStrategy.rollingUpdate?.maxSurge ?? 0) !== 0;
      expect(there.length, `pods of ${owner.name} on ${target(pod)}: ${entry.decision}`).toBeLessThanOrEqual(surging ? 2 : 1);
      expect(there.filter((other) => revision(other) === revision(pod)).length, `pods of one revision of ${owner.name} on ${target(pod)}: ${entry.decision}`).toBe(1);
    }
    if (owner?.kind === 'StatefulSet') {
      const set = view.get<StatefulSet>('statefulsets.apps', NAMESPACE, owner.name)!;
      const ordinal = (p: Pod) => Number(p.metadata.name.slice(owner.name.length + 1));
      if (set.spec.podManagementPolicy === 'OrderedReady') {
        const before = mates.filter((other) => ordinal(other) < ordinal(pod));
        expect(before.length, `${pod.metadata.name} comes after all lower ones: ${entry.decision}`).toBe(ordinal(pod));
        expect(before.every(isReady), `${pod.metadata.name} waits for lower ones: ${entry.decision}`).toBe(true);
      }
    }
    if (owner?.kind === 'Job') {
      const job = view.get<Job>('jobs.batch', NAMESPACE, owner.name)!;
      expect(mates.length, `${owner.name}: ${entry.decision}`).toBeLessThanOrEqual(job.spec.parallelism ?? 1);
      expect(finished(job), `${owner.name} makes no pod once it has finished`).toBeUndefined();
    }
  }

  private jobChanged({ metadata: { uid, name }, spec, status }: Job): void {
    const is = { succeeded: status.succeeded ?? 0, failed: status.failed ?? 0 };
    const was = this.jobs.get(uid) ?? is;
    expect(is.succeeded, `succeeded of ${name}`).toBeGreaterThanOrEqual(was.succeeded);
    expect(is.failed, `failed of ${name}`).toBeGreaterThanOrEqual(was.failed);
    expect(is.succeeded, `succeeded of ${name}`).toBeLessThanOrEqual(spec.completions ?? Infinity);
    this.jobs.set(uid, is);
    this.counted.set(uid, is.succeeded + is.failed);
  }
}

function withinQuota({ spec, status }: ResourceQuota): void {
  for (const [what, used] of Object.entries(status?.used ?? {})) expect(Number(used), `used ${what}`).toBeLessThanOrEqual(Number(spec.hard?.[what]));
}

/** What must hold once nothing moves any more. */
function judgeAtRest({ view }: Simulation): void {
  const pods = view.list<Pod>('pods', NAMESPACE);
  const nodes = view.list<Node>('nodes');
  const uids = new Set(
    ['deployments.apps', 'replicasets.apps', 'daemonsets.apps', 'statefulsets.apps', 'jobs.batch', 'cronjobs.batch', 'services']
      .flatMap((resource) => view.list(resource, NAMESPACE))
      .map(({ metadata }) => metadata.uid),
  );
  // The garbage collector: nobody's owner is gone.
  for (const resource of ['pods', 'replicasets.apps', 'jobs.batch', 'controllerrevisions.apps', 'endpointslices.discovery.k8s.io'])
    for (const object of view.list(resource, NAMESPACE)) {
      const owner = ownerOf(object);
      if (owner) expect(uids.has(owner.uid), `${resource} ${object.metadata.name} of ${owner.kind} ${owner.name}`).toBe(true);
    }
  // Replicas are as many as asked for.
  for (const set of view.list<ReplicaSet>('replicasets.apps', NAMESPACE)) {
    const mine = pods.filter((pod) => ownerOf(pod)?.uid === set.metadata.uid && lives(pod));
    expect(mine.length, set.metadata.name).toBe(set.spec.replicas);
    expect(set.status.replicas, set.metadata.name).toBe(mine.length);
    expect(set.status.readyReplicas ?? 0, set.metadata.name).toBe(mine.filter(isReady).length);
  }
  // A DaemonSet's pod on every node, and on no other.
  for (const set of view.list<DaemonSet>('daemonsets.apps', NAMESPACE)) {
    const there = pods.filter((pod) => ownerOf(pod)?.uid === set.metadata.uid && lives(pod)).map(({ spec }) => spec.nodeName);
    expect(there.toSorted(), set.metadata.name).toEqual(nodes.map(({ metadata }) => metadata.name).toSorted());
  }
  for (const set of view.list<StatefulSet>('statefulsets.apps', NAMESPACE)) {
    const names = pods.filter((pod) => ownerOf(pod)?.uid === set.metadata.uid).map(({ metadata }) => metadata.name);
    expect(names.toSorted(), set.metadata.name).toEqual(Array.from({ length: set.spec.replicas ?? 1 }, (_, ordinal) => `${set.metadata.name}-${ordinal}`));
  }
  // A Service's endpoints are the pods that its selector finds, each once, ready ones as ready.
  for (const service of view.list('services', NAMESPACE).filter(({ metadata }) => metadata.name === 'web')) {
    const slices = view
      .list<EndpointSlice>('endpointslices.discovery.k8s.io', NAMESPACE)
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name);
    const said = slices.flatMap(({ endpoints }) => endpoints ?? []).map(({ targetRef, conditions }) => `${targetRef!.name} ${conditions?.ready}`);
    const meant = pods.filter((pod) => pod.metadata.labels?.app === 'web' && lives(pod) && pod.status.podIP).map((pod) => `${pod.metadata.name} ${isReady(pod)}`);
    expect(said.toSorted()).toEqual(meant.toSorted());
  }
  // A CronJob keeps no more history than it may, and Forbid and Replace run one Job at a time.
  for (const cron of view.list<CronJob>('cronjobs.batch', NAMESPACE)) {
    const jobs = view.list<Job>('jobs.batch', NAMESPACE).filter((job) => ownerOf(job)?.uid === cron.metadata.uid);
    const ended = (type: string) => jobs.filter((job) => finished(job)?.type === type).length;
    expect(ended('Complete')).toBeLessThanOrEqual(2);
    expect(ended('Failed')).toBeLessThanOrEqual(1);
    expect(jobs.filter((job) => finished(job) === undefined).length).toBeLessThanOrEqual(1);
    expect(cron.status.active?.length ?? 0).toBe(jobs.filter((job) => finished(job) === undefined).length);
  }
  // A finished Job is gone after its time.
  for (const job of view.list<Job>('jobs.batch', NAMESPACE)) if (job.metadata.name === 'work') expect(finished(job), 'it has finished long ago and should be gone').toBeUndefined();
  // A volume and its claim name each other.
  const volumes = view.list<PersistentVolume>('persistentvolumes');
  const claims = view.list<PersistentVolumeClaim>('persistentvolumeclaims', NAMESPACE).filter(({ status }) => status?.phase === 'Bound');
  for (const claim of claims) {
    const volume = volumes.find(({ metadata }) => metadata.name === claim.spec.volumeName);
    expect(volume?.spec.claimRef?.uid, claim.metadata.name).toBe(claim.metadata.uid);
  }
  expect(new Set(claims.map(({ spec }) => spec.volumeName)).size).toBe(claims.length);
  expect(volumes.filter(({ status }) => status?.phase === 'Bound').length).toBe(claims.length);
  // The quota counts what is there.
  for (const { status } of view.list<ResourceQuota>('resourcequotas', NAMESPACE)) {
    expect(Number(status?.used?.['count/configmaps'])).toBe(view.list('configmaps', NAMESPACE).length);
    expect(Number(status?.used?.['pods'])).toBe(pods.filter(({ status: { phase } }) => phase !== 'Succeeded' && phase !== 'Failed').length);
  }
}

function run(simulation: Simulation, line: string): void {
  const folder = { kind: () => undefined, read: () => undefined, readBytes: () => undefined, write: () => undefined, list: () => undefined, remove: () => undefined };
  const io = { stdout: () => undefined, stderr: () => undefined, env: {}, files: folder };
  const done = runToEnd(simulation, kubectl(line.split(' '), io, { kinds: kindRegistry.kinds }), simulation.position.time + MINUTE, `kubectl ${line}`);
  expect(done, line).toBeDefined();
}

function make(simulation: Simulation, manifest: Manifest): void {
  const kind = kindRegistry.kinds.find((k) => k.kind === manifest.kind && manifest.apiVersion === (k.group === '' ? k.version : `${k.group}/${k.version}`))!;
  const made = simulation.request({
    verb: 'create',
    group: kind.group,
    version: kind.version,
    resource: kind.plural,
    ...(kind.namespaced && { namespace: NAMESPACE }),
    body: manifest,
  });
  expect(made.ok, `${manifest.kind} ${manifest.metadata.name}: ${made.ok ? '' : made.status.message}`).toBe(true);
}

describe('every controller, whatever happens', () => {
  it('keeps its promises at each write, and comes to rest with what was asked for', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(manifests, fc.array(act, { minLength: 3, maxLength: 12 }), fc.nat(1e6), (made, acts, seed) => {
        const simulation = createCluster({ images, seed, freeze: true });
        const watcher = new Watcher();
        simulation.listen((entry) => {
          if (!entry) return;
          watcher.check(simulation, entry);
          if (entry.writes.length > 0) seen.set(entry.actor, (seen.get(entry.actor) ?? 0) + 1);
        });
        simulation.settle();
        for (const manifest of made) make(simulation, manifest);
        for (const { wait, ...what } of acts) {
          simulation.advanceTo(simulation.position.time + wait);
          if ('run' in what) run(simulation, what.run);
          else if ('fault' in what) simulation.input({ input: 'fault', fault: what.fault, args: { node: what.node } });
          else {
            const pods = simulation.view.list<Pod>('pods', NAMESPACE);
            if (pods.length > 0) run(simulation, `delete pod ${pods[what.removePod % pods.length]!.metadata.name} --wait=false`);
          }
        }
        // All nodes come back; whoever waited for one goes on. Ten minutes: evictions after five, and what they bring.
        for (const name of ['node-1', 'node-2', 'node-3']) {
          simulation.input({ input: 'fault', fault: 'node-start', args: { node: name } });
          run(simulation, `uncordon ${name}`);
        }
        simulation.advanceTo(simulation.position.time + 10 * MINUTE);
        // Just past a full minute a CronJob is at work: look 40 seconds after it, when a short one has ended.
        simulation.advanceTo(Math.ceil(simulation.position.time / MINUTE) * MINUTE + 40_000);
        judgeAtRest(simulation);
      }),
      { seed: 20_261_130, numRuns: 10 },
    );
    // A test of the test: whoever it is about had something to do.
    for (const actor of ['deployment', 'replicaset', 'daemonset', 'statefulset', 'job', 'cronjob', 'endpointslice', 'garbage', 'ttl', 'node-lifecycle', 'taint', 'quota', 'volume'])
      expect(
        [...seen.keys()].some((name) => name.replaceAll('-', '').toLowerCase().includes(actor.replaceAll('-', ''))),
        `${actor} among ${[...seen.keys()].join(', ')}`,
      ).toBe(true);
  }, 180_000);
});
