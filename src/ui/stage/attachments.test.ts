import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/meta/types.ts';
import { otherFacts } from '../worker/other-facts.ts';
import type { OtherRow, PodRow } from '../worker/protocol.ts';
import { Attachables, attachmentHeight } from './attachments.ts';

const object = (kind: string, name: string, more: object): KubeObject => ({ kind, metadata: { name, namespace: 'default' }, ...more }) as unknown as KubeObject;
const row = (kind: string, name: string, more: object): OtherRow => ({
  key: `${kind}/default/${name}`,
  namespace: 'default',
  name,
  uid: `${kind}${name}`,
  created: 0,
  kind,
  ...otherFacts(object(kind, name, more)),
});

const autoscaler = row('HorizontalPodAutoscaler', 'web', {
  spec: {
    minReplicas: 2,
    maxReplicas: 8,
    scaleTargetRef: { kind: 'Deployment', name: 'web' },
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
  },
  status: { currentReplicas: 4, desiredReplicas: 6, currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 75 } } }] },
});
const budget = row('PodDisruptionBudget', 'web', {
  spec: { minAvailable: 3, selector: { matchLabels: { app: 'web' } } },
  status: { disruptionsAllowed: 1, currentHealthy: 4, desiredHealthy: 3, expectedPods: 4 },
});
const ingress = row('Ingress', 'shop', {
  spec: {
    rules: [
      {
        host: 'a.example',
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } },
            { path: '/x', pathType: 'Prefix', backend: { service: { name: 'none', port: { name: 'http' } } } },
          ],
        },
      },
    ],
  },
});
const claim = (name: string, phase: string) =>
  row('PersistentVolumeClaim', name, { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName: 'v' }, status: { phase } });
const pod = (claims: readonly string[]) => ({ uid: 'p', name: 'db-0', claims }) as unknown as PodRow;

describe('what objects say of themselves', () => {
  it.each([
    ['ConfigMap', { data: { a: '1', b: '2' } }, '2 keys', 'plain'],
    ['Secret', { type: 'Opaque', data: {} }, '0 keys', 'plain'],
    ['Role', { rules: [{}] }, '1 rule', 'plain'],
    ['RoleBinding', { roleRef: { name: 'reader' }, subjects: [{}] }, 'reader for 1 subject', 'plain'],
    ['Widget', { spec: { size: 3, colour: 'red', nested: {} } }, 'size 3, colour red', 'plain'],
    ['Widget', { status: { phase: 'Working' } }, 'Working', 'plain'],
    ['Widget', { status: { conditions: [{ type: 'Synced', status: 'False', reason: 'NoSuchPart' }] } }, 'not Synced: NoSuchPart', 'bad'],
    ['Widget', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, 'Ready', 'good'],
    ['Widget', { status: { conditions: 'none', phase: 7 }, spec: [] }, '', 'plain'],
    ['Widget', {}, '', 'plain'],
  ])('%s %j', (kind, more, summary, tone) => {
    expect(otherFacts(object(kind, 'x', more))).toMatchObject({ summary, tone });
  });
  it('a quota that is used up is bad', () => {
    const quota = otherFacts(object('ResourceQuota', 'q', { spec: { hard: { pods: '2', 'requests.cpu': '2' } }, status: { used: { pods: '2', 'requests.cpu': '500m' } } }));
    expect(quota).toMatchObject({ summary: 'pods used up', tone: 'bad' });
    expect(quota.detail).toMatchObject({ limits: [{ share: 1 }, { share: 0.25 }] });
  });
});

describe('what stands under a workload', () => {
  it('is handed out once, and the rest stands by itself', () => {
    const things = new Attachables([autoscaler, budget, ingress, claim('data-db-0', 'Bound'), claim('data-db-1', 'Pending'), claim('stray', 'Pending')]);
    expect(things.autoscalers('StatefulSet', 'web', 'default')).toEqual([]);
    expect(things.autoscalers('Deployment', 'web', 'default')).toMatchObject([
      { detail: { min: 2, desired: 6, metrics: [{ name: 'cpu', current: '75 %', target: '50 %', share: 1.5 }] } },
    ]);
    expect(things.budgets({ app: 'other' }, 'default')).toEqual([]);
    expect(things.budgets({ app: 'web', tier: 'x' }, 'default')).toMatchObject([{ detail: { rule: 'at least 3 healthy', allowed: 1 } }]);
    const endpoints = (name: string) => (name === 'web' ? 4 : undefined);
    expect(things.ingresses(['web'], 'default', endpoints)).toMatchObject([
      {
        routes: [
          { from: 'a.example/', to: 'svc/web:80', endpoints: 4 },
          { from: 'a.example/x', to: 'svc/none:http', endpoints: undefined },
        ],
      },
    ]);
    expect(things.ingresses(['web'], 'default', endpoints)).toEqual([]);
    const [claims] = things.claims('db', [pod(['data-db-0', 'gone'])], 'default', (name) => name.startsWith('data-db-'));
    expect(claims).toMatchObject({
      claims: [
        { name: 'data-db-0', phase: 'Bound', unused: false },
        { name: 'data-db-1', unused: true },
        { name: 'gone', phase: 'missing' },
      ],
    });
    expect(things.loose(endpoints)).toMatchObject([{ kind: 'claims', claims: [{ name: 'stray' }] }]);
    expect(things.left).toEqual([]);
  });
  it.each([320, 700])('has room at %d px', (width) => {
    const things = new Attachables([autoscaler, budget, ingress]);
    for (const attachment of things.loose(() => 0)) expect(attachmentHeight(attachment, width)).toBeGreaterThanOrEqual(28);
  });
});
