/** Importing this puts the Common Expression Language in place, by a library that runs it without `eval`. */
import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { validateSchema } from '../../custom-resource-definition/schema-validation.ts';
import { installLanguage, type Program } from './language.ts';

const compare = (a: unknown, b: unknown): number => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
const same = (a: unknown, b: unknown): boolean => a === b || (typeof a === typeof b && compare(a, b) === 0);

/** What Kubernetes adds to the language, as far as the library lacks it. */
const LIBRARY: readonly (readonly [string, (...values: never[]) => unknown])[] = [
  // The library's own may run away.
  ['string.re2_matches(string): bool', (text: string, pattern: string) => RE2JS.compile(pattern).matcher(text).find()],
  ['re2_matches(string, string): bool', (text: string, pattern: string) => RE2JS.compile(pattern).matcher(text).find()],
  [
    'string.find(string): string',
    (text: string, pattern: string) => {
      const matcher = RE2JS.compile(pattern).matcher(text);
      return matcher.find() ? (matcher.group() ?? '') : '';
    },
  ],
  ['list.isSorted(): bool', (list: unknown[]) => list.every((item, at) => at === 0 || compare(list[at - 1], item) <= 0)],
  ['list.sum(): dyn', (list: unknown[]) => (list.length === 0 ? 0n : list.reduce((sum, item) => (sum as number) + (item as number)))],
  ['list.min(): dyn', (list: unknown[]) => list.reduce((least, item) => (compare(item, least) < 0 ? item : least))],
  ['list.max(): dyn', (list: unknown[]) => list.reduce((most, item) => (compare(item, most) > 0 ? item : most))],
  ['list.indexOf(dyn): int', (list: unknown[], wanted: unknown) => BigInt(list.findIndex((item) => same(item, wanted)))],
  ['list.lastIndexOf(dyn): int', (list: unknown[], wanted: unknown) => BigInt(list.findLastIndex((item) => same(item, wanted)))],
];

/** One for each set of variables. */
const shared = new Map<string, Environment>();

function environment(variables: readonly string[]): Environment {
  const known = shared.get(variables.join());
  if (known) return known;
  const made = new Environment({ enableOptionalTypes: true, unlistedVariablesAreDyn: false, homogeneousAggregateLiterals: false });
  for (const name of variables) made.registerVariable(name, 'dyn');
  for (const [signature, run] of LIBRARY) made.registerFunction(signature, run as (...values: unknown[]) => unknown);
  shared.set(variables.join(), made);
  return made;
}

installLanguage({
  validateSchema,
  parse(text, variables) {
    const program = environment(variables).parse(text) as Program & { check(): { readonly valid: boolean } };
    return program.check().valid ? program : undefined;
  },
});
