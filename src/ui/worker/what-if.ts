/** Futures that differ by one change, computed by the engine on a fork; what is here stays as it is. */
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import type { Change } from '../../engine/component.ts';
import type { Simulation } from '../../engine/simulation.ts';
import type { KeptChange, LedgerSample, Projection, UndoPreview, WhatIf } from './history-protocol.ts';
import { askServices } from './asked-services.ts';
import { Ledger } from './ledger.ts';

/** Virtual milliseconds without any change of the numbers that count as stuck: longer than pulls, probes and grace periods take. */
const STILL = 45_000;
const LONGEST = 30 * 60_000;
const STEPS = 60_000;
/** Wall milliseconds that a projection may keep the worker busy. */
const BUSY = 1500;

/** The numbers of a rollout from now on, if `change` were made now. */
export function project(simulation: Simulation, key: string, change: WhatIf): Projection {
  const deployment = simulation.state.objects.get(key) as Deployment | undefined;
  if (!deployment) throw new Error('There is no such Deployment at this step.');
  const { uid, name, namespace } = deployment.metadata;
  const fork = simulation.fork();
  const ledger = new Ledger();
  const begun = simulation.state.now;
  ledger.hear(related(simulation, deployment), begun);
  ledger.created = 0;
  ledger.removed = 0;
  fork.listen((entry) => {
    if (entry && entry.writes.length > 0) ledger.hear(entry.writes, entry.time);
  });
  if (change.pulls !== undefined && change.pulls > 1) fork.input({ input: 'fault', fault: 'registry-slow', args: { factor: change.pulls }, by: 'what if' });
  const told = askServices(fork, [deployment]);
  const problem = write(fork, namespace, name, patchOf(deployment, change, simulation));
  if (problem !== undefined) return { samples: ledger.of(uid), end: 'stuck', took: 0, leastAvailable: 0, mostPods: 0, created: 0, removed: 0, requests: [], problem };
  const until = performance.now() + BUSY;
  let end: Projection['end'] = 'long';
  let seen = 0;
  let moved = begun;
  for (let steps = 0; steps < STEPS; steps += 1) {
    if (steps % 64 === 0 && performance.now() > until) break;
    const entry = fork.step(Math.min(moved + STILL, begun + LONGEST));
    if (!entry) {
      end = fork.state.now >= begun + LONGEST ? 'long' : 'stuck';
      break;
    }
    const samples = ledger.of(uid);
    const last = samples[samples.length - 1];
    if (!last || (samples.length === seen && entry.writes.length === 0)) continue;
    if (samples.length !== seen) moved = entry.time;
    seen = samples.length;
    if (complete(last, ledger.row(uid)?.observed ?? false)) {
      end = 'complete';
      break;
    }
  }
  const samples = ledger.of(uid);
  const after = samples.slice(1);
  return {
    samples,
    end,
    took: moved - begun,
    leastAvailable: after.reduce((least, { available }) => Math.min(least, available), samples[0]?.available ?? 0),
    mostPods: after.reduce((most, { old, fresh }) => Math.max(most, old + fresh), (samples[0]?.old ?? 0) + (samples[0]?.fresh ?? 0)),
    created: ledger.created,
    removed: ledger.removed,
    requests: told(),
  };
}

export const complete = ({ old, fresh, available, going, desired }: LedgerSample, observed: boolean): boolean =>
  observed && old === 0 && going === 0 && fresh === desired && available === desired;

/** The Deployment, its ReplicaSets and their pods, as if written now. */
export function related(simulation: Simulation, deployment: Deployment): Change[] {
  const { uid, namespace } = deployment.metadata;
  const changes: Change[] = [];
  const owned = new Set([uid]);
  const add = (resource: string, object: KubeObject) =>
    changes.push({ type: 'ADDED', resource, key: `${resource}/${object.metadata.namespace ?? ''}/${object.metadata.name}`, object, resourceVersion: 0 } as Change);
  add('deployments.apps', deployment);
  for (const resource of ['replicasets.apps', 'pods'] as const) {
    for (const object of simulation.view.list(resource, namespace)) {
      const owner = object.metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
      if (owner === undefined || !owned.has(owner)) continue;
      if (resource === 'replicasets.apps') owned.add(object.metadata.uid);
      add(resource, object);
    }
  }
  return changes;
}

/** As a JSON patch, so that a template is replaced and not merged. */
function patchOf(deployment: Deployment, change: WhatIf, simulation: Simulation): unknown[] {
  const patch: unknown[] = [];
  const set = (path: string, value: unknown) => patch.push({ op: 'add', path, value });
  if (change.replicas !== undefined) set('/spec/replicas', change.replicas);
  if (change.minReadySeconds !== undefined) set('/spec/minReadySeconds', change.minReadySeconds);
  if (deployment.spec.strategy.type === 'RollingUpdate') {
    if (change.maxSurge !== undefined) set('/spec/strategy/rollingUpdate/maxSurge', change.maxSurge);
    if (change.maxUnavailable !== undefined) set('/spec/strategy/rollingUpdate/maxUnavailable', change.maxUnavailable);
  }
  if (change.probeDelay !== undefined)
    deployment.spec.template.spec.containers.forEach(({ readinessProbe }, index) => {
      if (readinessProbe) set(`/spec/template/spec/containers/${index}/readinessProbe/initialDelaySeconds`, change.probeDelay);
    });
  const template = change.revision === undefined ? undefined : templateOf(simulation, deployment, change.revision);
  if (template) set('/spec/template', template);
  else if (change.restart) {
    if (!deployment.spec.template.metadata?.annotations) set('/spec/template/metadata/annotations', {});
    set('/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt', new Date(simulation.state.now).toISOString());
  }
  return patch;
}

function write(fork: Simulation, namespace: string | undefined, name: string, body: unknown[]): string | undefined {
  if (body.length === 0) return undefined;
  const response = fork.request({ verb: 'patch', group: 'apps', version: 'v1', resource: 'deployments', namespace, name, patchType: 'json', body }, 'what if');
  return response.ok ? undefined : (response.status.message ?? 'refused');
}

export const setsOf = (simulation: Simulation, { metadata }: Deployment): ReplicaSet[] =>
  simulation.view
    .list<ReplicaSet>('replicasets.apps', metadata.namespace)
    .filter((set) => set.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === metadata.uid));

export const revisionOf = ({ metadata }: KubeObject): number => Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);

function templateOf(simulation: Simulation, deployment: Deployment, revision: number): ReplicaSet['spec']['template'] | undefined {
  const set = setsOf(simulation, deployment).find((one) => revisionOf(one) === revision);
  if (!set) return undefined;
  const { template } = set.spec;
  const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** What `rollout undo --to-revision` would do, and what it would leave as it is now (upstream: kubectl polymorphichelpers/rollback.go: the pod template only). */
export function undoPreview(simulation: Simulation, key: string, revision: number): UndoPreview | undefined {
  const now = simulation.state.objects.get(key) as Deployment | undefined;
  if (!now) return undefined;
  const template = templateOf(simulation, now, revision);
  if (!template) return undefined;
  const { trace, first } = simulation.branch;
  const until = simulation.position.step - first;
  const wanted = JSON.stringify(template.spec);
  let then: Deployment | undefined;
  let thenIndex = 0;
  for (let index = until - 1; index >= 0 && !then; index -= 1) {
    for (const { object } of trace[index]!.writes) {
      if (object.kind !== 'Deployment' || object.metadata.uid !== now.metadata.uid || revisionOf(object) !== revision) continue;
      // The change that left the revision carries its number until the controller has seen it.
      if (JSON.stringify((object as Deployment).spec.template.spec) !== wanted) continue;
      then = object as Deployment;
      thenIndex = index;
    }
  }
  return {
    kept: then ? keptChanges(then, now) : [],
    references: changedReferences(simulation, template, now.metadata.namespace ?? '', thenIndex, until),
    projection: project(simulation, key, { revision }),
  };
}

function keptChanges(then: Deployment, now: Deployment): KeptChange[] {
  const changes: KeptChange[] = [];
  const compare = (what: string, a: unknown, b: unknown) => {
    const before = text(a);
    const after = text(b);
    if (before !== after) changes.push({ what, then: before, now: after });
  };
  compare('replicas', then.spec.replicas, now.spec.replicas);
  compare('minReadySeconds', then.spec.minReadySeconds ?? 0, now.spec.minReadySeconds ?? 0);
  compare('strategy', then.spec.strategy.type, now.spec.strategy.type);
  compare('maxSurge', then.spec.strategy.rollingUpdate?.maxSurge, now.spec.strategy.rollingUpdate?.maxSurge);
  compare('maxUnavailable', then.spec.strategy.rollingUpdate?.maxUnavailable, now.spec.strategy.rollingUpdate?.maxUnavailable);
  compare('progressDeadlineSeconds', then.spec.progressDeadlineSeconds, now.spec.progressDeadlineSeconds);
  compare('revisionHistoryLimit', then.spec.revisionHistoryLimit, now.spec.revisionHistoryLimit);
  compare("the Deployment's labels", then.metadata.labels, now.metadata.labels);
  return changes;
}

const text = (value: unknown): string => (value === undefined ? 'none' : typeof value === 'object' ? JSON.stringify(value) : String(value as string | number));

function changedReferences(simulation: Simulation, template: unknown, namespace: string, from: number, until: number): string[] {
  const wanted = new Map<string, string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (node === null || typeof node !== 'object') return;
    for (const [field, child] of Object.entries(node)) {
      if (child !== null && typeof child === 'object' && !Array.isArray(child)) {
        const { name, secretName } = child as { name?: unknown; secretName?: unknown };
        if ((field === 'configMap' || field === 'configMapRef' || field === 'configMapKeyRef') && typeof name === 'string')
          wanted.set(`configmaps/${namespace}/${name}`, `ConfigMap ${name}`);
        if ((field === 'secretRef' || field === 'secretKeyRef') && typeof name === 'string') wanted.set(`secrets/${namespace}/${name}`, `Secret ${name}`);
        if (field === 'secret' && typeof secretName === 'string') wanted.set(`secrets/${namespace}/${secretName}`, `Secret ${secretName}`);
      }
      walk(child);
    }
  };
  walk(template);
  const { trace } = simulation.branch;
  const changed = new Set<string>();
  if (wanted.size > 0) for (let index = from; index < until; index += 1) for (const { key } of trace[index]!.writes) if (wanted.has(key)) changed.add(key);
  return [...wanted].flatMap(([key, name]) =>
    !simulation.state.objects.get(key) ? [`${name} is gone`] : changed.has(key) ? [`${name} has changed since: its pods get it as it is now`] : [],
  );
}
