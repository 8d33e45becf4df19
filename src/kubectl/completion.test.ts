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
const spec = { containers: [{ name: 'main', image: 'nginx:1.27' }], initContainers: [{ name: 'setup', image: 'nginx:1.27' }] };
const selector = { matchLabels: { app: 'web' } };
simulation.request({ verb: 'create', group: '', version: 'v1', resource: 'pods', namespace: 'default', body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' }, spec } });
simulation.request({
  verb: 'create',
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  namespace: 'default',
  body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { selector, template: { metadata: { labels: { app: 'web' } }, spec } } },
});
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
    [
      ['logs', 'one', '-c', ''],
      ['main', 'setup'],
    ],
    [['exec', 'deploy/web', '--container=m'], ['--container=main']],
    [['set', 'image', 'deploy/web', 'ma'], ['main=']],
    [['explain', 'deploym'], ['deployments']],
    [
      ['explain', 'deploy.spec.strategy.'],
      ['deploy.spec.strategy.rollingUpdate', 'deploy.spec.strategy.type'],
    ],
    [
      ['explain', 'pod.spec.containers.ima'],
      ['pod.spec.containers.image', 'pod.spec.containers.imagePullPolicy'],
    ],
    [['explain', 'pod.constructor.'], []],
    [['config', 'use-context', ''], ['kubesim']],
    [['--user', ''], ['kubernetes-admin']],
    [
      ['create', 'cronjob', 'x', '--restart', ''],
      ['Never', 'OnFailure'],
    ],
    [
      ['wait', '--f'],
      ['--field-selector', '--filename', '--for'],
    ],
    [['kustomize', 'di'], ['dir/']],
  ])('%j', (words, expected) => expect(completed(...words)).toEqual(expected));
});
