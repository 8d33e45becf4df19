/** Where kubectl meets src/manifest: texts of files to objects, objects to texts. */
import yaml from 'js-yaml';
import type { Unchecked } from '../api/meta/types.ts';

export interface ManifestDocuments {
  readonly documents: readonly unknown[];
  /** What is wrong with the document after those; the rest of the text was not read. */
  readonly error?: string;
}

export function parseManifest(text: string): ManifestDocuments {
  try {
    return { documents: yaml.loadAll(text) as unknown[] };
  } catch (problem) {
    return { documents: [], error: String(problem) };
  }
}
export const toYaml = (value: unknown): string => yaml.dump(value, { sortKeys: true });
export const toJson = (value: unknown): string => `${JSON.stringify(value, null, 4)}\n`;
export type { Unchecked };
