/** Reads the recordings of the real cluster for tests: each object's versions over time. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject, Unchecked } from '../../meta/types.ts';

export interface HistoryEntry {
  readonly t: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: string;
  readonly name: string;
  readonly object?: KubeObject;
  readonly patch?: unknown;
}
export interface Step {
  readonly run?: string;
  readonly from: number;
  readonly to: number;
  readonly exit?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}
export interface Recording {
  readonly file: string;
  readonly scenario: string;
  readonly steps: readonly Step[];
  readonly history: readonly HistoryEntry[];
}

const folder = join(import.meta.dirname, '../../../../conformance/golden');

export function recordings(): readonly Recording[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<Recording, 'file'>) }));
}

const isObject = (value: unknown): value is Unchecked => typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const out: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else out[key] = mergePatch(out[key], value);
  }
  return out;
}

/** All versions of all objects of a recording, in the order they were written. */
export function versions({ history }: Recording): readonly { readonly entry: HistoryEntry; readonly object: KubeObject }[] {
  const current = new Map<string, KubeObject>();
  const out: { readonly entry: HistoryEntry; readonly object: KubeObject }[] = [];
  for (const entry of history) {
    const key = `${entry.kind}/${entry.name}`;
    const before = current.get(key);
    if (entry.type === 'DELETED') current.delete(key);
    const object = entry.type === 'ADDED' ? entry.object : entry.type === 'MODIFIED' && before ? (mergePatch(before, entry.patch) as KubeObject) : undefined;
    if (!object) continue;
    current.set(key, object);
    out.push({ entry, object });
  }
  return out;
}
