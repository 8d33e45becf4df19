import { describe, expect, it } from 'vitest';
import type { OtherRow, PodRow, ServiceRow, SliceRow, TrafficRow, WorkloadRow } from '../worker/protocol.ts';
import { stageModel } from './model.ts';

const base = (name: string, more: object = {}) => ({ key: `x/default/${name}`, namespace: 'default', name, uid: `u-${name}`, created: 0, ...more });

/** As the mirror hands its tables over: iterators that can be gone through once. */
const once = <T>(...rows: readonly object[]): Iterable<T> => new Map(rows.map((row, index) => [index, row as T])).values();

describe('what the stage shows', () => {
  const sections = stageModel({
    namespace: 'default',
    deployments: once(),
    replicaSets: once(),
    pods: once<PodRow>(
      base('agent-1', { owner: 'u-agent', shape: 'ready', node: 'n', labels: { app: 'agent', 'controller-revision-hash': 'bbb' } }),
      base('agent-2', { owner: 'u-agent', shape: 'ready', node: 'm', labels: { app: 'agent', 'controller-revision-hash': 'aaa' } }),
    ),
    workloads: once<WorkloadRow>(base('agent', { kind: 'DaemonSet', desired: 2, ready: 2, image: 'i', daemon: { misscheduled: 0, updated: 1 } })),
    services: once<ServiceRow>(base('front', { selector: { app: 'agent' }, type: 'ClusterIP', ip: '10.0.0.1', ports: '80' })),
    slices: once<SliceRow>(base('front-x', { service: 'front', ready: 1, endpoints: [{ pod: 'u-agent-1', ready: true, going: false }] })),
    traffic: once<TrafficRow>(base('front', { target: 'svc/front', versions: [], buckets: [] }), base('far', { target: 'http://example.com/', versions: [], buckets: [] })),
    others: once<OtherRow>(
      base('agent-aaa', { kind: 'ControllerRevision', owner: 'u-agent', summary: '', tone: 'plain', detail: { is: 'revision', revision: 1 } }),
      base('agent-bbb', { kind: 'ControllerRevision', owner: 'u-agent', summary: '', tone: 'plain', detail: { is: 'revision', revision: 2 } }),
      base('settings', { kind: 'ConfigMap', summary: '1 key', tone: 'plain' }),
    ),
  });
  it('gives each template its hue, and says how many pods have it', () => {
    const [agent] = sections;
    expect([...agent!.cards[0]!.hues!.values()]).toEqual([1, 0]);
    expect(agent!.headline).toContain('1 of revision 2, 1 of revision 1');
    expect(agent!.services[0]!.pips).toEqual([{ pod: 'agent-1', hue: 1, ready: true }]);
  });
  it('puts traffic under the Service that it asks, and what leads elsewhere at the end', () => {
    expect(sections[0]!.attachments.map(({ kind }) => kind)).toEqual(['traffic']);
    expect(sections.at(-1)).toMatchObject({ name: 'Also here', attachments: [{ kind: 'traffic', target: 'x/default/far' }], chips: [{ name: 'settings', summary: '1 key' }] });
  });
});
