/** What faults of containers leave in the kubelets' memory, and under which keys. */
import { rareKey } from '../memory.ts';

/** Kept until the pod's next step. */
export interface ContainerFault {
  readonly container: string;
  /** `reboot`: the node was off, and nothing of the pod runs any more. */
  readonly fault: 'crash' | 'oom' | 'hang' | 'resume' | 'reboot';
  readonly exitCode?: number;
}

/** A container whose processes take more memory from second to second, each time it is started anew. */
export interface Leak {
  /** Bytes a second. */
  readonly rate: number;
  readonly since: number;
}
export const leakKey = (key: string, container: string): string => rareKey('leak', `${key}/${container}`);

/** The name under which a container that hangs stands among what is broken. */
export const hangId = (key: string, container: string): string => `hang/${key.slice(key.indexOf('/') + 1)}/${container}`;
