import { describe, expect, it } from 'vitest';
import { parseManifests } from '../../manifest/parse.ts';
import { examples } from './registry.ts';

describe('the examples', () => {
  it('have different ids', () => {
    expect(new Set(examples.map(({ id }) => id)).size).toBe(examples.length);
  });
  it.each(examples.map((example) => [example.id, example] as const))('%s: its files can be read, and its commands name them', (_, { files, run }) => {
    for (const text of Object.values(files)) {
      const { documents, error } = parseManifests(text);
      expect(error).toBeUndefined();
      expect(documents.length).toBeGreaterThan(0);
    }
    for (const line of run) {
      const file = / -f (\S+)/.exec(line)?.[1];
      if (file !== undefined) expect(Object.keys(files)).toContain(file);
    }
  });
});
