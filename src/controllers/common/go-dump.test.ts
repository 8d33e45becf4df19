import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PodTemplateSpec } from '../../api/kinds/pod/types.ts';
import { templateHash } from './hash.ts';

interface Entry {
  readonly kind: string;
  readonly type: string;
  readonly object?: { readonly metadata: { readonly labels?: Record<string, string> }; readonly spec: { readonly template: PodTemplateSpec } };
}

const golden = new URL('../../../conformance/golden/', import.meta.url);

/** Every template that the real cluster hashed in a recording, with its hash. */
function recordedHashes(): [hash: string, template: PodTemplateSpec][] {
  const found = new Map<string, [string, PodTemplateSpec]>();
  for (const file of fs
    .readdirSync(golden, { recursive: true })
    .map(String)
    .filter((f) => f.endsWith('.json'))) {
    for (const { kind, type, object } of (JSON.parse(fs.readFileSync(new URL(file, golden), 'utf8')) as { history: Entry[] }).history) {
      const hash = object?.metadata.labels?.['pod-template-hash'];
      if (kind !== 'ReplicaSet' || type !== 'ADDED' || !hash) continue;
      const { template } = object.spec;
      const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {};
      const text = JSON.stringify(template);
      // A recording writes times as seconds since its start, so a template with one cannot be hashed again.
      if (!/"T-?\d+"/.test(text)) found.set(text, [hash, { ...template, metadata: { ...template.metadata, labels } } as PodTemplateSpec]);
    }
  }
  return [...found.values()];
}

describe('pod-template-hash', () => {
  it('is what the real cluster made of each recorded template', () => {
    const recorded = recordedHashes();
    expect(recorded.length).toBeGreaterThan(150);
    expect(recorded.filter(([hash, template]) => templateHash(template, undefined) !== hash).map(([hash, template]) => [hash, JSON.stringify(template).slice(0, 300)])).toEqual([]);
  });

  it('differs by the collision count', () => {
    const [[hash, template]] = recordedHashes() as [[string, PodTemplateSpec]];
    expect(templateHash(template, 1)).not.toBe(hash);
  });
});
