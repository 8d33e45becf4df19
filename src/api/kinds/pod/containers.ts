/** Going through a pod's containers. */
import type { Container } from './container-types.ts';

/** An init container that runs on beside the others. Upstream: IsRestartableInitContainer. */
export const isSidecar = (container: Container | undefined): boolean => container?.restartPolicy === 'Always';
