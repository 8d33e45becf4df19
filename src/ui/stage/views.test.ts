import { describe, expect, it } from 'vitest';
import type { LedgerSample, PodLife } from '../worker/history-protocol.ts';
import type { NodeRow, PodRow, WorkloadRow } from '../worker/protocol.ts';
import { frameOf, pastOf, staircase } from './ledger-curve.ts';
import { cellX, cellY, layoutNodes, nodeAt, nodeSentence, podPlace, visibleCells } from './nodes-layout.ts';
import { PodSlots } from './slots.ts';
import { axisLabel, fitWindow, layoutTimeline, lifeSentence, moments, rowAt, zoomWindow } from './timeline-layout.ts';
import { workloadSection } from './workload-sections.ts';

const life = (name: string, start: number, end?: number): PodLife => ({
  uid: name,
  key: `pods/default/${name}`,
  name,
  namespace: 'default',
  owner: name.slice(0, name.lastIndexOf('-')),
  start,
  end,
  segments: [{ phase: 'pending', at: start }, { phase: 'ready', at: start + 1000 }, ...(end === undefined ? [] : [{ phase: 'going' as const, at: end - 500 }])],
  marks: [],
});
const owners = new Map([
  ['web-a', { uid: 'web-a', kind: 'ReplicaSet', name: 'web-a', revision: 1, parent: 'web' }],
  ['web-b', { uid: 'web-b', kind: 'ReplicaSet', name: 'web-b', revision: 2, parent: 'web' }],
]);

describe('the timeline', () => {
  const lives = [life('web-b-2', 5000), life('web-a-1', 0, 6000), life('web-a-0', 0)];
  it('groups bars by revision, oldest first, and keeps those that are gone', () => {
    const { rows } = layoutTimeline(lives, owners, { namespace: 'default', width: 700 });
    expect(rows.map(({ label }) => label)).toEqual(
      ['web-a · revision 1 · 2 pods', '0', '1', 'web-b · revision 2 · 1 pod', '2'].map((label) => expect.stringContaining(label.replace(/^web-. · /, '')) as string),
    );
    for (const row of rows) expect(rowAt({ rows, height: 0, left: 0, labelled: true }, row.y + row.height / 2)).toBe(row);
  });
  it('shrinks its rows to the height it has', () => {
    const many = Array.from({ length: 40 }, (_, index) => life(`web-a-${index}`, index));
    const { rows, labelled } = layoutTimeline(many, owners, { namespace: undefined, width: 700, within: 280 });
    expect(labelled).toBe(false);
    expect(rows.at(-1)!.y + rows.at(-1)!.height).toBeLessThanOrEqual(280);
  });
  it('moves its window in jumps', () => {
    const layout = layoutTimeline(lives, owners, { namespace: undefined, width: 700 });
    expect(fitWindow(layout, 8000, 0)).toEqual({ from: 0, to: 10_000 });
    expect(fitWindow(layout, 9500, 0)).toEqual({ from: 0, to: 10_000 });
    expect(fitWindow(layout, 12_000, 0)).toEqual({ from: 0, to: 15_000 });
    expect(zoomWindow({ from: 0, to: 10_000 }, 5000, 0.5)).toEqual({ from: 2500, to: 7500 });
  });
  it('knows the moments of change, and tells a life', () => {
    expect(moments(layoutTimeline(lives, owners, { namespace: undefined, width: 700 }))).toEqual([0, 1000, 5000, 5500, 6000]);
    expect(lifeSentence(lives[1]!, 0, 7000)).toBe('web-a-1: waits for a node from 0.0 s, ready from 1.0 s, is going from 5.5 s, gone at 6.0 s');
    expect(lifeSentence(lives[1]!, 0, 2000)).toBe('web-a-1: waits for a node from 0.0 s, ready from 1.0 s');
  });
  it.each([
    [12, 4, '12 s'],
    [0.5, 0.5, '0.5 s'],
    [200, 60, '3:20'],
    [3720, 600, '1:02:00'],
  ])('%d s by %d reads %s', (seconds, step, text) => expect(axisLabel(seconds, step)).toBe(text));
});

const node = (index: number): NodeRow => ({
  key: `nodes//node-${index}`,
  namespace: '',
  name: `node-${index}`,
  uid: `n${index}`,
  created: 0,
  ready: true,
  schedulable: true,
  taints: [],
  cpu: 2000,
  memory: 2 ** 30,
  pods: 110,
});
const pod = (index: number, on: number | undefined): PodRow => ({
  key: `pods/default/p${index}`,
  namespace: 'default',
  name: `p${index}`,
  uid: `p${index}`,
  created: index,
  node: on === undefined ? undefined : `node-${on}`,
  shape: 'ready',
  status: 'Running',
  ready: '1/1',
  restarts: 0,
  image: '',
  cpu: 250,
  memory: 2 ** 20,
  cpuLimit: 500,
  memoryLimit: 0,
});

describe('nodes', () => {
  it.each([
    [3, 700],
    [60, 700],
    [1000, 700],
    [1000, 360],
  ])('%d in %d px: every pod is found where it is drawn, inside its node', (count, width) => {
    const pods = Array.from({ length: count * 10 }, (_, index) => pod(index, index % count));
    const layout = layoutNodes(
      Array.from({ length: count }, (_, index) => node(index)),
      [...pods, pod(-1, undefined)],
      width,
      new PodSlots(),
    );
    expect(layout.cells.map(({ node: { name } }) => name)).toEqual(Array.from({ length: count }, (_, index) => `node-${index}`));
    expect(layout.left + layout.columns * (layout.cellWidth + layout.gap) - layout.gap).toBeLessThanOrEqual(width);
    for (let cell = 0; cell < count; cell += 1) {
      layout.cells[cell]!.pods.forEach((row, slot) => {
        const { x, y } = podPlace(layout, cell, slot);
        expect(nodeAt(layout, x + layout.podSize / 2, y + layout.podSize / 2)).toEqual({ cell, pod: row });
        expect(y + layout.podSize).toBeLessThanOrEqual(cellY(layout, cell) + layout.cellHeight);
        expect(x + layout.podSize).toBeLessThanOrEqual(cellX(layout, cell) + layout.cellWidth);
      });
    }
    const [first, last] = visibleCells(layout, layout.top, layout.top + 100);
    expect(first).toBe(0);
    expect(last).toBeLessThanOrEqual(count);
  });
  it('say what is asked of them', () => {
    const { cells } = layoutNodes([{ ...node(1), schedulable: false }], [pod(1, 1), pod(2, 1)], 700, new PodSlots());
    expect(nodeSentence(cells[0]!)).toBe('Node node-1, Ready, cordoned, 2 of 110 pods, CPU 500m of 2 requested, limits 1, memory 2 Mi of 1 Gi requested');
  });
});

describe('the curve of a rollout', () => {
  const sample = (time: number, old: number, fresh: number, available: number): LedgerSample => ({
    time,
    desired: 4,
    floor: 3,
    ceiling: 5,
    old,
    fresh,
    ready: available,
    available,
    going: 0,
  });
  const samples = [sample(0, 0, 0, 0), sample(1000, 0, 4, 4), sample(60_000, 4, 0, 4), sample(60_100, 3, 2, 3), sample(70_000, 0, 4, 4), sample(90_000, 4, 1, 4)];
  it('shows the rollout that is under way, else the last one, and nothing of the future', () => {
    expect(pastOf(samples, 60_500).map(({ time }) => time)).toEqual([0, 60_100]);
    expect(pastOf(samples, 80_000).map(({ time }) => time)).toEqual([0, 60_100, 70_000]);
  });
  it('is a staircase', () => {
    const frame = frameOf(pastOf(samples, 80_000), [], 80_000, [], [], { left: 0, right: 100, top: 0, bottom: 100 });
    expect(staircase(pastOf(samples, 80_000), ({ available }) => available, frame, 80_000)).toMatch(/^M0 [\d.]+(H[\d.]+V[\d.]+){2}H[\d.]+$/);
  });
});

describe('workloads whose places mean something', () => {
  const workload = (kind: string, more: Partial<WorkloadRow>): WorkloadRow => ({
    key: `x/default/${kind}`,
    namespace: 'default',
    name: 'db',
    uid: kind,
    created: 0,
    kind,
    desired: 3,
    ready: 1,
    image: 'i',
    ...more,
  });
  it('StatefulSets say which ordinal holds up the others', () => {
    const section = workloadSection(
      workload('StatefulSet', { stateful: { start: 0, partition: 2, ordered: true, updated: 3, claims: [], onDelete: false } }),
      () => [{ ...pod(0, 1), name: 'db-0' }],
      [],
      [],
    );
    expect(section.cards[0]!.captions).toEqual(['db-0', 'db-1', 'db-2']);
    expect(section.sentence).toBe('In order: 1 pod after it waits until db-1 is ready. Ordinals below partition 2 keep the template they have.');
  });
  it('DaemonSets put each pod on its node', () => {
    const section = workloadSection(workload('DaemonSet', { daemon: { misscheduled: 0, updated: 1 }, desired: 2 }), () => [pod(7, 2)], [], [node(1), node(2), node(10)]);
    expect(section.cards[0]!.places!.get('p7')).toBe(1);
    expect(section.cards[0]!.captions).toEqual(['node-1', 'node-2', 'node-10']);
    expect(section.sentence).toContain('2 of 3. 1 node is left out.');
  });
  it('Jobs count completions and failures', () => {
    const job = { completions: 5, parallelism: 2, succeeded: 2, failed: 1, active: 2, backoffLimit: 6, state: 'running', indexed: false } as const;
    const section = workloadSection(workload('Job', { job }), () => [], [], []);
    expect(section.headline).toBe('Job · 2 of 5 completed · 1 failed · running');
    expect(section.bar!.segments.map(({ label }) => label)).toEqual(['2 completed', '2 at work']);
    expect(section.sentence).toBe('3 completions to go, at most 2 at a time. 1 of 7 failures used up; each makes it wait longer before the next pod.');
  });
});
