import { describe, expect, it } from 'vitest';
import { becauseOf, whatWasDone } from './caption.ts';
import { aggregates, CLUSTER, focusedSections, into, isFocus, levelOf, NAMESPACE, outOf, trail } from './focus.ts';
import type { FocusTables } from './focus.ts';
import type { StageSection } from './model.ts';

const rows = (...list: readonly object[]) => new Map(list.map((row) => [(row as { key: string }).key, row])) as never;
const base = { namespace: 'default', created: 0 };
const tables: FocusTables = {
  deployments: rows({ ...base, key: 'deployments.apps/default/web', name: 'web', uid: 'd', available: 1, replicas: 2 }),
  replicaSets: rows({ ...base, key: 'replicasets.apps/default/web-1', name: 'web-1', uid: 'r', owner: 'd', revision: 3 }),
  workloads: rows(
    { ...base, key: 'cronjobs.batch/default/c', name: 'c', uid: 'c', kind: 'CronJob', ready: 0, desired: 0 },
    { ...base, key: 'jobs.batch/default/c-1', name: 'c-1', uid: 'j', owner: 'c', kind: 'Job', ready: 0, desired: 1, job: { state: 'running' } },
  ),
  pods: rows(
    { ...base, key: 'pods/default/web-1-a', name: 'web-1-a', uid: 'p', owner: 'r', shape: 'ready', cpu: 100, memory: 1, restarts: 2 },
    { ...base, key: 'pods/default/c-1-a', name: 'c-1-a', uid: 'q', owner: 'j', shape: 'done', cpu: 100, memory: 1, restarts: 0 },
    { ...base, namespace: 'other', key: 'pods/other/bare', name: 'bare', uid: 'b', shape: 'failing', cpu: 0, memory: 0, restarts: 0 },
  ),
};

describe('how near the stage is', () => {
  it.each([
    [CLUSTER, 'cluster'],
    [NAMESPACE, 'namespace'],
    ['deployments.apps/default/web', 'workload'],
    ['jobs.batch/default/c-1', 'workload'],
    ['replicasets.apps/default/web-1', 'replica set'],
    ['pods/default/web-1-a', 'pod'],
    ['pods/default/web-1-a#nginx', 'container'],
  ])('%s is a %s', (focus, level) => expect(levelOf(focus)).toBe(level));
  it('goes from a container out to the cluster, and back in towards what is chosen', () => {
    const way = trail('pods/default/web-1-a#nginx', 'default', tables);
    expect(way.map(({ text }) => text)).toEqual(['cluster', 'default', 'web', 'revision 3', 'web-1-a', 'nginx']);
    for (const [index, crumb] of way.entries()) {
      if (index > 0) expect(outOf(crumb.focus, tables)).toBe(way[index - 1]!.focus);
      if (index > 1) expect(into(way[index - 1]!.focus, way.at(-1)!.focus, 'default', tables)).toBe(crumb.focus);
    }
    expect(trail('pods/default/c-1-a', undefined, tables).map(({ text }) => text)).toEqual(['cluster', 'all namespaces', 'c', 'c-1', 'c-1-a']);
    expect(into('jobs.batch/default/c-1', 'pods/default/web-1-a', 'default', tables)).toBe('jobs.batch/default/c-1');
    expect(into(NAMESPACE, undefined, 'default', tables)).toBe(NAMESPACE);
  });
  it('what is not there leads to its namespace', () => expect(outOf('pods/default/gone', tables)).toBe(NAMESPACE));
  it('nodes and Services are no places', () => expect(['nodes//node-1', 'services/default/web', 'pods/default/a', 'owner/x'].map(isFocus)).toEqual([false, false, true, false]));
  it('shows one workload, or one of its ReplicaSets, folded ones too', () => {
    const section = { key: 'a', cards: [{ key: 'a1' }], folded: [{ key: 'a2', dim: true }] } as unknown as StageSection;
    expect(focusedSections([section], NAMESPACE)).toHaveLength(1);
    expect(focusedSections([section], 'a')).toEqual([section]);
    expect(focusedSections([section], 'a2')[0]!.cards).toEqual([{ key: 'a2', dim: false }]);
    expect(focusedSections([section], 'b')).toEqual([]);
  });
  it('sums what namespaces hold; ended pods ask for nothing', () => {
    const others = rows({ ...base, key: 'namespaces//empty', namespace: '', name: 'empty', kind: 'Namespace' });
    const [first, second, third] = aggregates({ ...tables, others });
    expect(first).toMatchObject({ name: 'default', workloads: 2, pods: 2, cpu: 100, restarts: 2, troubled: ['web 1 of 2'], shapes: { ready: 1, done: 1 } });
    expect(second).toMatchObject({ name: 'other', pods: 1, shapes: { failing: 1 } });
    expect(third).toMatchObject({ name: 'empty', pods: 0 });
  });
});

describe('a step in a sentence', () => {
  it.each([
    [{ actor: 'kubelet node-1', key: 'node-1/default/web-a', decision: 'pulls image nginx', writes: [] }, 'on web-a: pulls image nginx.'],
    [{ actor: 'deployment-controller', key: 'deployments.apps/default/web', decision: 'Scale up web from 1 to 2.', writes: [] }, 'Scale up web from 1 to 2.'],
    [{ actor: 'you', key: '', decision: 'kubectl apply -f web.yaml', writes: [] }, 'kubectl apply -f web.yaml.'],
    [{ actor: 'x', key: 'k', decision: '', writes: ['changed pod/a'] }, 'on k: changed pod/a.'],
  ])('%j', (row, text) => expect(whatWasDone(row)).toBe(text));
  it('because of another', () => {
    expect(becauseOf({ step: 7, actor: 'you', decision: 'kubectl apply -f a.yaml', writes: [] })).toBe('because of step 7 (you: kubectl apply -f a.yaml)');
    expect(becauseOf({ step: 7, actor: 'a', decision: 'Does this. And that, too.', writes: [] })).toBe('because of step 7 (a: Does this)');
  });
});
