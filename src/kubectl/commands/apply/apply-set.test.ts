import { expect, it } from 'vitest';
import { createCluster } from '../../../cluster/cluster.ts';
import { tutorialImages } from '../../../kubelet/images/index.ts';
import { runLine } from '../../testing/run-line.ts';

const simulation = createCluster({ preset: 'three', images: tutorialImages });

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
  expect(runLine(simulation, `apply -f a.yaml --prune ${flag}`, { env: { KUBECTL_APPLYSET: on } }).stderr).toBe(stderr);
});
