import { describe, expect, it } from 'vitest';
import { createCluster, kindRegistry } from '../cluster/cluster.ts';
import { TaskRun } from '../engine/drive.ts';
import { tutorialImages } from '../kubelet/images/index.ts';
import { complete } from './completion.ts';
import type { Io } from './io.ts';

const simulation = createCluster({ images: tutorialImages, seed: 1 });
for (const name of ['web', 'worker', 'api']) {
  simulation.request({ verb: 'create', group: '', version: 'v1', resource: 'configmaps', namespace: 'default', body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } });
}
const io: Io = {
  stdout: () => {},
  stderr: () => {},
  env: {},
  files: {
    kind: () => undefined,
    read: () => undefined,
    readBytes: () => undefined,
    write: () => {},
    remove: () => {},
    list: (path) =>
      path === '.'
        ? [
            { name: 'dir', directory: true },
            { name: 'web.yaml', directory: false },
          ]
        : path === 'dir/'
          ? [{ name: 'a.yaml', directory: false }]
          : undefined,
  },
};

function completed(...words: string[]): readonly string[] {
  const run = new TaskRun(simulation, complete(words, io, { kinds: kindRegistry.kinds }));
  const state = run.advance();
  if (state.state !== 'done') throw new Error('completion waits');
  return state.value;
}

describe('completion', () => {
  it.each([
    [['ro'], ['rollout']],
    [['rollout', 'und'], ['undo']],
    [['get', 'deploym'], ['deployments']],
    [['get', 'pods,deploym'], ['pods,deployments']],
    [
      ['get', 'cm', 'w'],
      ['web', 'worker'],
    ],
    [
      ['get', 'cm/w'],
      ['cm/web', 'cm/worker'],
    ],
    [['get', '-n', 'kube-s'], ['kube-system']],
    [['-n', 'default', 'get', 'cm', 'ap'], ['api']],
    [['get', '--show-l'], ['--show-labels']],
    [['get', 'pods', '-o', 'y'], ['yaml']],
    [
      ['get', 'pods', '--output=js'],
      ['--output=json', '--output=jsonpath='],
    ],
    [
      ['apply', '-f', ''],
      ['dir/', 'web.yaml'],
    ],
    [['apply', '-f', 'dir/'], ['dir/a.yaml']],
    [['get', 'nothing-like-it', ''], []],
  ])('%j', (words, expected) => expect(completed(...words)).toEqual(expected));
});
