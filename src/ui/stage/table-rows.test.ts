import { describe, expect, it } from 'vitest';
import { comparedRows, filtered, tableRows } from './table-rows.ts';
import type { TableInput } from './table-rows.ts';

const base = (kind: string, name: string, more: object = {}) => ({ key: `${kind}/default/${name}`, namespace: 'default', name, uid: `${kind}${name}`, created: 0, ...more });
const input = {
  namespace: 'default',
  deployments: [base('deployments.apps', 'web', { replicas: 2, ready: 1, available: 1, updated: 2, revision: 3, strategy: 'RollingUpdate', maxSurge: 1, maxUnavailable: 0 })],
  replicaSets: [base('replicasets.apps', 'web-1', { owner: 'deployments.appsweb', desired: 2, ready: 1, revision: 3, containers: [{ name: 'c', image: 'nginx' }] })],
  pods: [
    base('pods', 'web-1-10', { owner: 'replicasets.appsweb-1', ready: '1/1', status: 'Running', shape: 'ready', restarts: 0, node: 'node-1' }),
    base('pods', 'web-1-9', { owner: 'replicasets.appsweb-1', ready: '0/1', status: 'ErrImagePull', shape: 'failing', restarts: 2 }),
    base('pods', 'lost', { owner: 'gone', ready: '1/1', status: 'Running', shape: 'ready', restarts: 0 }),
    { ...base('pods', 'elsewhere'), namespace: 'other' },
  ],
  workloads: [base('jobs.batch', 'sums', { kind: 'Job', image: 'busybox', desired: 3, ready: 0, job: { succeeded: 1, completions: 3, failed: 2, state: 'running' } })],
  services: [base('services', 'web', { type: 'ClusterIP', ip: '10.0.0.1', ports: '80' })],
  slices: [base('endpointslices', 'web-x', { service: 'web', ready: 1 })],
  nodes: [{ ...base('nodes', 'node-1', { ready: true, schedulable: true, cpu: 2000, memory: 2 ** 30, taints: [] }), namespace: '' }],
  others: [
    base('configmaps', 'settings', { kind: 'ConfigMap', summary: '2 keys', tone: 'plain' }),
    { ...base('clusterroles', 'r', { kind: 'ClusterRole', summary: '', tone: 'plain' }), namespace: '' },
  ],
} as unknown as TableInput;

describe('the table', () => {
  const rows = tableRows(input);
  it('puts what is owned under its owner, in natural order, and nodes last', () => {
    expect(rows.map(({ depth, kind, name }) => `${'  '.repeat(depth)}${kind} ${name}`)).toEqual([
      'Deployment web',
      '  ReplicaSet web-1',
      '    Pod web-1-9',
      '    Pod web-1-10',
      'Job sums',
      'Pod lost',
      'Service web',
      'ConfigMap settings',
      'Node node-1',
    ]);
  });
  it.each([
    ['err', ['web-1-9']],
    ['pod web', ['web-1-9', 'web-1-10']],
    ['  ', rows.map(({ name }) => name)],
    ['nothing like it', []],
  ])('filtered by "%s"', (text, names) => expect(filtered(rows, text).map(({ name }) => name)).toEqual(names));
  it('says how each is', () => {
    expect(rows.find(({ kind }) => kind === 'Job')).toMatchObject({ ready: '1/3', status: 'running, 2 failed' });
    expect(rows.find(({ kind }) => kind === 'Service')).toMatchObject({ status: 'ClusterIP, 1 endpoint', where: '10.0.0.1:80' });
  });
  it('says how another branch has it, and is filtered by that', () => {
    const others = rows.flatMap((row) => {
      if (row.name === 'lost') return [];
      if (row.name === 'web-1-9') return [{ ...row, ready: '1/1', status: 'Running' }];
      return [row.kind === 'Job' ? { ...row, uid: 'made again' } : row];
    });
    const compared = comparedRows(rows, others, 'main');
    expect(compared.flatMap(({ name, differs }) => (differs === undefined ? [] : [[name, differs]]))).toEqual([
      ['web-1-9', '≠ main: 1/1, Running'],
      ['sums', '≠ main: another of this name'],
      ['lost', '+ not on main'],
    ]);
    expect(filtered(compared, '≠ main').map(({ name }) => name)).toEqual(['web-1-9', 'sums']);
  });
  it('all namespaces bring what has none', () => expect(tableRows({ ...input, namespace: undefined }).map(({ name }) => name)).toEqual(expect.arrayContaining(['elsewhere', 'r'])));
});
