/**
 * Where the kubelets keep what: one component's memory for all nodes. Keys start with what they hold, then `node/namespace/name` of the pod.
 */
import type { Memory, MemoryView } from '../engine/component.ts';
import { packed, Start, unpacked } from './process/rehearsal.ts';
import { quietUntil } from './process/sandbox.ts';
import type { Advance, DirectoryNode, SandboxState } from './process/types.ts';
import type { Pressure } from './pressure.ts';
import type { PodRecord } from './record.ts';
import { DatedTree } from './volumes/dated-tree.ts';

/** The component's name, under which others find the memory. */
export const KUBELET = 'kubelet';

export interface NodeRecord {
  /** The kubelet does not answer (its containers run on). */
  readonly down?: boolean;
  readonly downSince?: number;
  /** Nobody off the node reaches it or what runs there, nor the other way round. */
  readonly unreachable?: boolean;
  /** Nothing runs there. */
  readonly off?: boolean;
  /** How late it comes to each pod, in milliseconds. */
  readonly slow?: number;
  /** What it is short of. */
  readonly pressure?: Pressure;
  /** When a round of the node's status comes, or came; others follow at its period. */
  readonly roundAt?: number;
  /** Its next status says that all is well again. */
  readonly recovering?: boolean;
  /** Whether it last told that no new pods may come. */
  readonly cordoned?: boolean;
  /** How many pod addresses were given out. */
  readonly addresses: number;
  /** Images that were pulled here, besides those that a node starts with. */
  readonly pulled: readonly string[];
  /** Until when the one pull that may run at a time takes (upstream: serializeImagePulls). */
  readonly pullingUntil?: number;
}

export interface RegistryRecord {
  readonly down?: boolean;
  /** How many times longer pulls take. */
  readonly slowness?: number;
  /** Who comes without credentials has asked too often. */
  readonly limited?: boolean;
  /** Credentials are asked for: these, or any; for one repository, or all. */
  readonly asks?: { readonly username?: string; readonly password?: string; readonly repository?: string };
}

/** A piece of a container's log. */
export interface LogChunk {
  readonly at: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

const NEW_NODE: NodeRecord = { addresses: 0, pulled: [] };

export const recordOf = (memory: MemoryView, key: string): PodRecord | undefined => memory.get<PodRecord>(`pod/${key}`);
export const setRecord = (memory: Memory, key: string, record: PodRecord): void => memory.set(`pod/${key}`, record);

export function machineOf(memory: MemoryView, key: string): SandboxState | undefined {
  const state = memory.get<SandboxState | Start>(`machine/${key}`);
  return state && unpacked(state);
}
/** `quietUntil` of a pod's processes; `absent`: it has none. */
export function machineQuietUntil(memory: MemoryView, key: string): ReturnType<typeof quietUntil> | 'absent' {
  const state = memory.get<SandboxState | Start>(`machine/${key}`);
  if (!state) return 'absent';
  return state instanceof Start ? state.quiet : quietUntil(state);
}
export function setMachine(memory: Memory, key: string, state: SandboxState | undefined): void {
  if (state) memory.set(`machine/${key}`, packed(state));
  else memory.delete(`machine/${key}`);
}

/** What hardly any pod has at a time stands together, so that one look tells that none has any of it. */
const RARE = 'rare/';
export const hasRare = (memory: MemoryView): boolean => memory.hasUnder(RARE);
/** `request`: what clients ask of its processes; `fault`: what was done to it; `leak`: which containers leak; `evict`: what it is to be sent away with. */
export const rareKey = (what: 'request' | 'fault' | 'leak' | 'evict' | 'inbox', key: string): string => `${RARE}${what}/${key}`;

/** What other pods' requests made a pod's processes print, and which they ended: for its next step. */
export type Inbox = Omit<Advance, 'state'>;
export const inboxOf = (memory: MemoryView, key: string): Inbox | undefined => memory.get<Inbox>(rareKey('inbox', key));
export function setInbox(memory: Memory, key: string, more: Inbox | undefined): void {
  const before = more && inboxOf(memory, key);
  if (more) memory.set(rareKey('inbox', key), before ? { output: [...before.output, ...more.output], exits: [...before.exits, ...more.exits] } : more);
  else memory.delete(rareKey('inbox', key));
}

/** How many connections a pod's processes have answered. */
export const servedOf = (memory: MemoryView, key: string): number => memory.get<number>(`served/${key}`) ?? 0;
export const countServed = (memory: Memory, key: string, count = 1): void => memory.set(`served/${key}`, servedOf(memory, key) + count);

export const nodeOf = (memory: MemoryView, node: string): NodeRecord => memory.get<NodeRecord>(`node/${node}`) ?? NEW_NODE;
export const setNode = (memory: Memory, node: string, record: NodeRecord): void => memory.set(`node/${node}`, record);

/** What is wrong with a registry, by its host; `*`: with all. */
export const registryOf = (memory: MemoryView, host: string): RegistryRecord => memory.get<RegistryRecord>(`registry/${host}`) ?? {};
export const setRegistry = (memory: Memory, host: string, record: RegistryRecord): void => memory.set(`registry/${host}`, record);

/** Read-only trees of files: what the pod's ConfigMaps, Secrets and the like hold for it. */
export function treeOf(memory: MemoryView, key: string): DirectoryNode | undefined {
  const tree = memory.get<DirectoryNode | DatedTree>(`tree/${key}`);
  return tree instanceof DatedTree ? tree.tree : tree;
}
export const setTree = (memory: Memory, key: string, tree: DirectoryNode | DatedTree): void => memory.set(`tree/${key}`, tree);

const logPrefix = (key: string, container: string, id: string) => `log/${key}/${container}/${id}/`;

export function appendLog(memory: Memory, key: string, container: string, id: string, chunk: LogChunk): void {
  const count = `logs/${key}/${container}/${id}`;
  const number = memory.get<number>(count) ?? 0;
  memory.set(count, number + 1);
  memory.set(logPrefix(key, container, id) + number.toString(36).padStart(6, '0'), chunk);
}

/** What a stream of a container has printed since its last end of line. */
export const openLineOf = (memory: MemoryView, key: string, container: string, stream: string): string => memory.get<string>(`line/${key}/${container}/${stream}`) ?? '';
export function setOpenLine(memory: Memory, key: string, container: string, stream: string, text: string): void {
  if (text !== '') memory.set(`line/${key}/${container}/${stream}`, text);
  else if (openLineOf(memory, key, container, stream) !== '') memory.delete(`line/${key}/${container}/${stream}`);
}

export const logOf = (memory: MemoryView, key: string, container: string, id: string): LogChunk[] =>
  memory.entries<LogChunk>(logPrefix(key, container, id)).map(([, chunk]) => chunk);

export function forgetLog(memory: Memory, key: string, container: string, id: string): void {
  for (const [name] of memory.entries(logPrefix(key, container, id))) memory.delete(name);
  memory.delete(`logs/${key}/${container}/${id}`);
}

/** Everything about a pod. */
export function forgetPod(memory: Memory, key: string): void {
  memory.delete(`pod/${key}`);
  memory.delete(`machine/${key}`);
  memory.delete(`served/${key}`);
  memory.delete(`turn/${key}`);
  forgetUnder(memory, [`tree/${key}/`, `log/${key}/`, `logs/${key}/`, `line/${key}/`]);
  if (!hasRare(memory)) return;
  memory.delete(rareKey('inbox', key));
  memory.delete(rareKey('evict', key));
  forgetUnder(memory, [rareKey('leak', `${key}/`), rareKey('fault', `${key}/`)]);
}

function forgetUnder(memory: Memory, prefixes: readonly string[]): void {
  for (const prefix of prefixes) for (const [name] of memory.entries(prefix)) memory.delete(name);
}
