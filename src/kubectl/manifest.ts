/** Where kubectl meets src/manifest: texts of files to objects, objects to texts. */
import yaml from 'js-yaml';
import { parseManifests } from '../manifest/parse.ts';
import { sortKeys } from './json.ts';

export interface ManifestDocuments {
  readonly documents: readonly unknown[];
  /** What is wrong with the document after those; the rest of the text was not read. */
  readonly error?: string;
}

export function parseManifest(text: string): ManifestDocuments {
  const { documents, error } = parseManifests(text);
  return { documents: documents.map((d) => d.value), ...(error && { error: error.message }) };
}
export const toYaml = (value: unknown): string => yaml.dump(value, { sortKeys: true });
export const toJson = (value: unknown): string => `${JSON.stringify(sortKeys(value), null, 4)}
`;
