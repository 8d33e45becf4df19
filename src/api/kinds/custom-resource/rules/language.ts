/**
 * The Common Expression Language, as far as it is there: its library is much code that few clusters need, and a page shows its cluster before it
 * has come. Whoever takes custom objects in imports `install.ts` first.
 */
import { latePart } from '../../../../base/late-part.ts';
import type { FieldError } from '../../../meta/field-error.ts';
import type { JsonSchema } from '../../custom-resource-definition/schema-types.ts';

export type Program = (context: Readonly<Record<string, unknown>>) => unknown;

export interface Language {
  /** Throws, or gives `undefined`, where the text is no expression that it knows. `variables` are the names that it may speak of. */
  readonly parse: (text: string, variables: readonly string[]) => Program | undefined;
  /** What is wrong with a definition's schema and its rules. */
  readonly validateSchema: (path: string, schema: JsonSchema, hasStatus: boolean) => readonly FieldError[];
}

export const { install: installLanguage, get: language } = latePart<Language>('no expression language is installed: import api/kinds/custom-resource/rules/install.ts');
