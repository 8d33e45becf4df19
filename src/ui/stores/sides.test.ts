import { expect, it, vi } from 'vitest';
import type { PodRow, ReplicaSetRow } from '../worker/protocol.ts';

vi.mock('../client/session.ts', () => ({ cluster: {} }));

it('finds the object that stands for one of the other branch: the same, or the pod in its place', async () => {
  const { beside, main } = await import('./mirror.ts');
  const { counterpart, mirrorWith } = await import('./sides.ts');
  const pod = (name: string, owner: string, created: number) => ({ key: `pods/default/${name}`, name, namespace: 'default', owner, uid: name, created }) as PodRow;
  const fill = ({ tables }: typeof main, set: string, pods: readonly PodRow[]) => {
    const key = 'replicasets.apps/default/web-1';
    tables.replicaSets.set(key, { key, uid: set, name: 'web-1' } as ReplicaSetRow);
    for (const one of pods) tables.pods.set(one.key, one);
  };
  fill(main, 'rs', [pod('a', 'rs', 1), pod('c', 'rs', 3), pod('alone', 'gone', 1)]);
  // Made anew on that branch, so of another uid.
  fill(beside, 'rs-again', [pod('a', 'rs-again', 1), pod('d', 'rs-again', 2), pod('e', 'rs-again', 9)]);
  const to = (name: string) => counterpart(`pods/default/${name}`, main, beside);
  expect([to('a'), to('c'), to('alone'), to('nobody')]).toEqual(['pods/default/a', 'pods/default/d', undefined, undefined]);
  expect(counterpart('pods/default/e', beside, main)).toBeUndefined();
  expect(mirrorWith('pods/default/d')).toBe(main);
  beside.store.setState({ ready: true });
  expect(mirrorWith('pods/default/d')).toBe(beside);
  expect(mirrorWith('pods/default/a')).toBe(main);
  expect(mirrorWith('pods/default/nobody')).toBe(main);
});
