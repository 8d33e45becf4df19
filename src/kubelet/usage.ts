/** What containers use, as far as it is known: memory by processes and leaks, disk by logs. Plausible figures, not measured ones. */
import type { Pod } from '../api/kinds/pod/types.ts';
import type { MemoryView } from '../engine/component.ts';
import { leakKey, type Leak } from './faults/records.ts';
import { latest } from './containers.ts';
import { machineOf, recordOf } from './memory.ts';

const PROGRAM = 512 * 1024;
const BASE = 1536 * 1024;

/** When a container began to leak, and how fast; `undefined`: it does not, or does not run. */
export function leakOf(memory: MemoryView, key: string, container: string): { readonly from: number; readonly rate: number } | undefined {
  const leak = memory.get<Leak>(leakKey(key, container));
  const record = leak && recordOf(memory, key);
  const running = record && latest(record, container);
  return leak && running?.state === 'running' ? { from: Math.max(leak.since, running.startedAt!), rate: leak.rate } : undefined;
}

/** Bytes of memory in use by one container; 0 where it does not run. */
export function memoryUsed(memory: MemoryView, key: string, container: string, now: number): number {
  const processes = machineOf(memory, key)?.containers[container]?.processes ?? {};
  const count = Object.keys(processes).length;
  if (count === 0) return 0;
  const own = Object.values(processes).reduce((sum, process) => sum + (process.memory ?? PROGRAM), BASE);
  const leak = leakOf(memory, key, container);
  const leaked = leak ? Math.floor((leak.rate * Math.max(0, now - leak.from)) / 1000) : 0;
  return roundedToPages(own + leaked);
}

/** Bytes on disk: the container's log. */
export function diskUsed(memory: MemoryView, key: string, container: string): number {
  const chunks = memory.entries<{ readonly text: string }>(`log/${key}/${container}/`);
  return chunks.length === 0 ? 0 : Math.max(4096, roundedToPages(chunks.reduce((sum, [, { text }]) => sum + text.length + 40, 0)));
}

const roundedToPages = (bytes: number): number => Math.ceil(bytes / 4096) * 4096;

export const containersOf = (pod: Pod): readonly string[] => [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map(({ name }) => name);
