/** Short names for pod templates and revisions (upstream: pkg/controller/controller_utils.go ComputeHash, apimachinery util/rand SafeEncodeString). */
import type { PodTemplateSpec } from '../../api/kinds/pod/types.ts';
import { canonicalJson } from './canonical.ts';
import { dumpTemplate } from './go-dump.ts';

export const TEMPLATE_HASH_LABEL = 'pod-template-hash';

/** No vowels and nothing that looks like another character, so that no hash is a word. */
export const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1, 32 bits, over the text's UTF-8. */
function fnv32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash, 0x01000193) ^ byte;
  return hash >>> 0;
}

/** FNV-1a, 32 bits, over the text's UTF-8. `more` follows as bytes. */
export function fnv32a(text: string, more: readonly number[] = []): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  for (const byte of more) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Each character of the decimal number becomes a safe one. */
export function safeEncode(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i += 1) out += SAFE_ALPHABET[text.charCodeAt(i) % SAFE_ALPHABET.length];
  return out;
}

/** A ControllerRevision's hash, over its data as Go writes JSON: what could be markup is escaped (upstream: pkg/controller/history HashControllerRevision). */
export const dataHash = (data: unknown, probe: number): string =>
  safeEncode(String(fnv32(JSON.stringify(sortedKeys(data)).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`) + probe)));

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortedKeys(item)]),
  );
}

const fingerprints = new WeakMap<PodTemplateSpec, string>();

/**
 * Two templates have the same fingerprint if and only if they ask for the same pods: the label `pod-template-hash` is left out, and an empty
 * list counts as an absent one. Remembered for each template object, as templates never change and are shared from write to write.
 */
export function templateFingerprint(template: PodTemplateSpec): string {
  const known = fingerprints.get(template);
  if (known !== undefined) return known;
  const { [TEMPLATE_HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  const annotations = Object.entries(template.metadata?.annotations ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)); // as a list: empty is as absent
  const text = canonicalJson({ spec: template.spec, metadata: { ...template.metadata, labels, annotations } });
  fingerprints.set(template, text);
  return text;
}

/** A template's `pod-template-hash`. `collisions` tells templates apart whose hashes are the same. */
export function templateHash(template: PodTemplateSpec, collisions: number | undefined): string {
  const count = collisions === undefined ? [] : [collisions & 255, (collisions >>> 8) & 255, (collisions >>> 16) & 255, collisions >>> 24, 0, 0, 0, 0];
  return safeEncode(String(fnv32a(dumpTemplate(template), count)));
}
