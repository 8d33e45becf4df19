import { kindRegistry, type createCluster } from '../../cluster/cluster.ts';
import { runToEnd } from '../../engine/drive.ts';
import type { Io } from '../io.ts';
import { kubectl } from '../kubectl.ts';

/** Runs one command to its end, in a folder without files. */
export function runLine(
  simulation: ReturnType<typeof createCluster>,
  line: string,
  { stdin, env = {} }: { readonly stdin?: string; readonly env?: Io['env'] } = {},
): { readonly stdout: string; readonly stderr: string; readonly code: number | undefined } {
  let stdout = '';
  let stderr = '';
  const io: Io = {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    ...(stdin !== undefined && { stdin }),
    files: { kind: () => undefined, read: () => undefined, readBytes: () => undefined, list: () => undefined, write: () => undefined, remove: () => undefined },
    env,
  };
  const code = runToEnd(simulation, kubectl(line.split(' '), io, { kinds: kindRegistry.kinds }))?.value;
  return { stdout, stderr, code };
}
