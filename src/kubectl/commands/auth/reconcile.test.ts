import { expect, it } from 'vitest';
import { createCluster } from '../../../cluster/cluster.ts';
import { tutorialImages } from '../../../kubelet/images/index.ts';
import { runLine } from '../../testing/run-line.ts';

const simulation = createCluster({ preset: 'three', images: tutorialImages });

it.each(['', ',"metadata":null', ',"metadata":{}', ',"metadata":{"namespace":"default"}'])('refuses a role without a name (%s)', (metadata) => {
  const stdin = `{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role"${metadata}}`;
  expect(runLine(simulation, 'auth reconcile -f -', { stdin }).stderr).toBe('error: resource name may not be empty\n');
});
