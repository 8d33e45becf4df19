import { expect, it } from 'vitest';
import type { Secret } from '../../api/kinds/secret/types.ts';
import type { ServiceAccount } from '../../api/kinds/service-account/types.ts';
import { TestCluster } from '../test-world.ts';

function clusterWith(account: string): TestCluster {
  const cluster = new TestCluster();
  cluster.settle();
  cluster.create('serviceaccounts', { metadata: { name: 'builder' }, secrets: [{ name: 'token' }, { name: 'other' }] });
  cluster.create('secrets', { metadata: { name: 'token', annotations: { 'kubernetes.io/service-account.name': account } }, type: 'kubernetes.io/service-account-token' });
  cluster.settle();
  return cluster;
}

it('fills a token secret, and fills it again', () => {
  const cluster = clusterWith('builder');
  const secret = cluster.get<Secret>('secrets', 'token')!;
  expect(Object.keys(secret.data!)).toEqual(['ca.crt', 'namespace', 'token']);
  expect(secret.metadata.annotations!['kubernetes.io/service-account.uid']).toBe(cluster.get<ServiceAccount>('serviceaccounts', 'builder')!.metadata.uid);
  expect(atob(secret.data!['namespace']!)).toBe('default');
  const [, claims] = atob(secret.data!['token']!).split('.');
  expect(JSON.parse(atob(claims!.replaceAll('-', '+').replaceAll('_', '/')))).toMatchObject({
    iss: 'kubernetes/serviceaccount',
    'kubernetes.io/serviceaccount/secret.name': 'token',
    sub: 'system:serviceaccount:default:builder',
  });
  cluster.edit<Secret>('secrets', 'token', ({ data: _, ...rest }) => rest);
  expect(cluster.get<Secret>('secrets', 'token')!.data).toBeUndefined();
  cluster.settle();
  expect(Object.keys(cluster.get<Secret>('secrets', 'token')!.data!)).toEqual(['ca.crt', 'namespace', 'token']);
});

it('takes the secret away with its account, and where there never was one', () => {
  const cluster = clusterWith('builder');
  cluster.delete('serviceaccounts', 'builder');
  cluster.settle();
  expect(cluster.get('secrets', 'token')).toBeUndefined();
  expect(clusterWith('nobody').get('secrets', 'token')).toBeUndefined();
});

it('takes a secret that is gone off the list of its account', () => {
  const cluster = clusterWith('builder');
  cluster.delete('secrets', 'token');
  cluster.settle();
  expect(cluster.get<ServiceAccount>('serviceaccounts', 'builder')!.secrets).toEqual([{ name: 'other' }]);
});
