import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import { replicaController } from './replica-controller.ts';

/** Upstream: pkg/controller/replicaset. Upstream's Events name it `replicaset-controller`. */
export const replicaSetController = replicaController({
  component: 'replicaset-controller',
  resource: 'replicasets.apps',
  kind: 'ReplicaSet',
  selectorOf: (owner) => (owner as ReplicaSet).spec.selector,
});
