/** JSONPath templates (upstream: client-go `util/jsonpath`). */
import { err, ok, type Result } from '../../base/result.ts';

/** The values that each `{…}` of a template finds in an object. */
export function jsonPathResults(_template: string, _object: unknown, _allowMissingKeys: boolean): Result<readonly (readonly unknown[])[], string> {
  return err('JSONPath is not part of this build yet');
}

/** `.metadata.name`, `metadata.name` and `{.metadata.name}` alike, as `{.metadata.name}` (upstream: RelaxedJSONPathExpression). */
export function relaxedJsonPath(expression: string): Result<string, string> {
  return ok(`{${expression}}`);
}
