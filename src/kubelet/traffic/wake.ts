/** How the kubelets tell traffic sources of what happens to processes. */
import type { Context } from '../../engine/component.ts';
import { sourcesOf, TRAFFIC } from './types.ts';

/** Something of a pod's processes changed: sources that send to it look at once. */
export function wakeTraffic(context: Context, podKey: string): void {
  for (const source of sourcesOf(context.memoryOf(TRAFFIC)))
    if (source.stoppedAt === undefined && [...source.table, ...source.connections].some((backend) => backend?.key === podKey)) context.wake(source.name, 0, TRAFFIC);
}
