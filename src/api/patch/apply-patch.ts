/**
 * What the API server does with the body of a PATCH: applies it to the object and decodes what comes out.
 * Upstream: apiserver `endpoints/handlers/patch.go`.
 */
import { marshalJson } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { invalid as invalidField } from '../meta/field-error.ts';
import { badRequest, failure, invalid, requestTooLarge, type Status } from '../meta/status.ts';
import type { KubeObject, Unchecked } from '../meta/types.ts';
import { decodeStructure, type FieldValidation } from '../schema/decode.ts';
import { notRegistered } from '../schema/not-registered.ts';
import { schemaNameOf, schemaOf } from '../schema/schema.ts';
import { checkConversion } from './convert.ts';
import { jsonPatch, MAX_OPERATIONS } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic-merge.ts';
import { goKind, isList, isMap, type PatchProblem, printValue } from './values.ts';

export interface Patched {
  readonly object: Unchecked & KubeObject;
  /** `unknown field "spec.foo"` */
  readonly warnings: readonly string[];
}

const jsonKind = (value: unknown): string => ({ slice: 'array', map: 'object', int64: 'number', float64: 'number' })[goKind(value)] ?? goKind(value);
const notAMap = (value: unknown): string => `json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`;

/** `The request is invalid: patch: Invalid value: …` */
const invalidPatch = (value: string, message: string): Status => invalid({ group: '', kind: '' }, '', [invalidField('patch', value, message)]);

function refused(problem: PatchProblem): Status {
  switch (problem.kind) {
    case 'BadRequest':
      return badRequest(problem.message);
    case 'Unprocessable':
      return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    // An error that the handler has no status for.
    case 'Internal':
      return failure(500, '', problem.message);
  }
}

/**
 * The patched object, or the server's refusal. `schema` names the kind's schema; kinds without one (custom objects) take no strategic
 * patch. Unknown fields are warnings with `Warn`, errors with `Strict`, and dropped in silence with `Ignore`.
 */
export function applyPatch(
  type: 'json' | 'merge' | 'strategic',
  current: KubeObject,
  patch: unknown,
  schema: string | undefined,
  validation: FieldValidation,
): Result<Patched, Status> {
  const known = schema === undefined ? undefined : schemaOf(schema);
  if (type === 'strategic') {
    if (known === undefined)
      return err(
        failure(
          415,
          'UnsupportedMediaType',
          'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
          {},
        ),
      );
    if (patch !== null && !isMap(patch)) return err(badRequest(notAMap(patch)));
    const merged = strategicMergePatch(current, patch, known);
    if (!merged.ok) return err(refused(merged.error));
    const { error, unknown } = checkConversion(known, merged.value.object);
    const shown = printValue(merged.value.patch);
    if (error !== undefined) return err(invalidPatch(shown, error));
    if (unknown.length > 0 && validation === 'Strict') return err(invalidPatch(shown, `strict decoding error: ${unknown.join(', ')}`));
    return ok({ object: decodeStructure(known, merged.value.object).value as Patched['object'], warnings: validation === 'Warn' ? unknown : [] });
  }

  const strict: string[] = [];
  let object: unknown;
  if (type === 'json') {
    if (validation !== 'Ignore') {
      const problem = checkOperations(patch, strict);
      if (problem !== undefined) return err(badRequest(`error decoding patch: ${problem}`));
    }
    if (isList(patch) && patch.length > MAX_OPERATIONS) {
      return err(requestTooLarge(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`));
    }
    const patched = jsonPatch(current, patch);
    if (!patched.ok) return err(refused(patched.error));
    object = patched.value;
  } else {
    if (patch === null) return err(badRequest('Invalid JSON Patch'));
    if (!isMap(patch)) return err(badRequest(`error decoding patch: ${notAMap(patch)}`));
    object = mergePatch(current as unknown as Unchecked, patch);
  }
  if (known === undefined) return ok({ object: object as Patched['object'], warnings: [] });
  const otherKind = isMap(object) ? changedKind(current, object) : undefined;
  if (otherKind !== undefined) return err(invalidPatch(marshalJson(object), otherKind));
  const decoded = decodeStructure(known, object);
  if (decoded.error !== undefined) return err(invalidPatch(marshalJson(object), decoded.error));
  strict.push(...decoded.strict);
  if (strict.length > 0 && validation === 'Strict') return err(invalidPatch(marshalJson(object), `strict decoding error: ${strict.join(', ')}`));
  return ok({ object: decoded.value as Patched['object'], warnings: validation === 'Warn' ? strict : [] });
}

/** What the decoder says of an object that has become one of another kind; an empty kind stays what it was. */
function changedKind(current: KubeObject, object: Unchecked): string | undefined {
  for (const field of ['apiVersion', 'kind'] as const) {
    const value = object[field];
    if (value !== undefined && value !== null && typeof value !== 'string')
      return `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(value)} into Go struct field .${field} of type string`;
  }
  const [kind, apiVersion] = [(object['kind'] as string | null) || current.kind, (object['apiVersion'] as string | null) || current.apiVersion];
  if (kind === current.kind && apiVersion === current.apiVersion) return undefined;
  const slash = apiVersion.indexOf('/');
  const version = apiVersion.slice(slash + 1);
  if (schemaNameOf(slash < 0 ? '' : apiVersion.slice(0, slash), version, kind) === undefined) return notRegistered(kind, apiVersion);
  const own = current.apiVersion.includes('/') ? current.apiVersion.split(/[./]/)[0]! : 'core';
  return `converting (${version}.${kind}) to (${own}.${current.kind}): unknown conversion`;
}

/** What is wrong with the operations of a JSON patch as Go reads them; fields that none has go into `strict`. */
function checkOperations(patch: unknown, strict: string[]): string | undefined {
  if (patch === null) return undefined;
  if (!isList(patch)) return `json: cannot unmarshal ${jsonKind(patch)} into Go value of type []handlers.jsonPatchOp`;
  let problem: string | undefined;
  patch.forEach((operation, i) => {
    if (operation === null) return;
    if (!isMap(operation)) {
      problem ??= `json: cannot unmarshal ${jsonKind(operation)} into Go value of type handlers.jsonPatchOp`;
      return;
    }
    for (const [key, value] of Object.entries(operation)) {
      if (!OPERATION_FIELDS.has(key)) strict.push(`json patch unknown field "[${i}].${key}"`);
      else if (key !== 'value' && value !== null && typeof value !== 'string')
        problem ??= `json: cannot unmarshal ${jsonKind(value)} into Go struct field jsonPatchOp.${key} of type string`;
    }
  });
  return problem;
}
const OPERATION_FIELDS: ReadonlySet<string> = new Set(['op', 'path', 'from', 'value']);
