import type { ReplicationController } from '../../api/kinds/replication-controller/types.ts';
import { replicaController } from './replica-controller.ts';

/** A ReplicationController is a ReplicaSet with a selector of plain labels (upstream: pkg/controller/replication). */
export const replicationController = replicaController({
  component: 'replication-controller',
  resource: 'replicationcontrollers',
  kind: 'ReplicationController',
  selectorOf: (owner) => ({ matchLabels: (owner as ReplicationController).spec.selector ?? {} }),
});
