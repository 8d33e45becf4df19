import { expect, it } from 'vitest';
import { createCluster, kindRegistry } from '../../../cluster/cluster.ts';
import { runToEnd } from '../../../engine/drive.ts';
import { tutorialImages } from '../../../kubelet/images/index.ts';
import type { Io } from '../../io.ts';
import { kubectl } from '../../kubectl.ts';

const simulation = createCluster({ preset: 'three', images: tutorialImages });

function run(line: string, env: Io['env']): string {
  let stderr = '';
  const io: Io = {
    stdout: () => {},
    stderr: (text) => (stderr += text),
    files: { kind: () => undefined, read: () => undefined, readBytes: () => undefined, list: () => undefined, write: () => undefined, remove: () => undefined },
    env,
  };
  runToEnd(simulation, kubectl(line.split(' '), io, { kinds: kindRegistry.kinds }));
  return stderr;
}

it.each([
  ['true', '--applyset=mine', 'error: namespace is required to use namespace-scoped ApplySet\n'],
  ['1', '--applyset=namespace/x', 'error: resource "/v1, Resource=namespaces" is not permitted as an ApplySet parent\n'],
  [
    'TRUE',
    '--applyset=deployments.apps/x',
    'namespace is required to use namespace-scoped ApplySet\nresource "apps/v1, Resource=deployments" is not permitted as an ApplySet parent\n',
  ],
  ['no', '--applyset=mine', "error: unknown flag: --applyset\nSee 'kubectl apply --help' for usage.\n"],
])('KUBECTL_APPLYSET=%s kubectl apply --prune %s', (on, flag, stderr) => {
  expect(run(`apply -f a.yaml --prune ${flag}`, { KUBECTL_APPLYSET: on })).toBe(stderr);
});
