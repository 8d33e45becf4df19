/** A custom object's values against its schema (upstream: kube-openapi pkg/validation/validate; apiextensions-apiserver pkg/apiserver/validation). */
import { deepEqual } from '../../../base/equal.ts';
import { formatNumber, marshalJson, quote } from '../../../base/go-format.ts';
import { index, invalid, notSupported, required, tooLong, tooMany, typeInvalid, type FieldError } from '../../meta/field-error.ts';
import { propertyOf, type JsonSchema } from '../custom-resource-definition/schema-types.ts';
import { isOfFormat } from './formats.ts';
import { compilePattern } from './pattern.ts';

interface Outcome {
  readonly errors: readonly FieldError[];
  /** How many checks a value passed: of several failed alternatives the best is shown. */
  readonly passed: number;
}

const none: Outcome = { errors: [], passed: 1 };
const failed = (...errors: readonly FieldError[]): Outcome => ({ errors, passed: 0 });
const merged = (outcomes: readonly Outcome[]): Outcome => ({ errors: outcomes.flatMap(({ errors }) => errors), passed: outcomes.reduce((sum, { passed }) => sum + passed, 0) });

type Fields = Readonly<Record<string, unknown>>;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'boolean' || typeof value === 'string' ? typeof value : 'object';
}

const typesOf = (schema: JsonSchema): readonly string[] => (schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : schema.type ? [schema.type] : []);

const wrongType = (path: string, expected: string, value: string): Outcome => failed(typeInvalid(path, value, `${path} in body must be of type ${expected}: ${quote(value)}`));

function checkType(path: string, value: unknown, schema: JsonSchema): Outcome {
  const types = typesOf(schema);
  const type = typeOf(value);
  if (value === null) return types.length > 0 && !schema.nullable ? wrongType(path, types.join(','), 'null') : none;
  if (types.length === 0) return none;
  const fits = types.includes(type) || (type === 'integer' && types.includes('number'));
  const numeric = types.includes('number') || types.includes('integer');
  if (!numeric && schema.format && (type === 'string' || type === 'array')) return none;
  return fits ? none : wrongType(path, types.join(','), type);
}

/** An error that names no field of its own: upstream has no path for it. */
const composite = (detail: string): FieldError => invalid('<nil>', '', detail);

function best(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((found, outcome) => (outcome.passed > found.passed ? outcome : found));
}

function checkCombinations(path: string, value: unknown, schema: JsonSchema): Outcome {
  const parts: Outcome[] = [];
  const tryAll = (schemas: readonly JsonSchema[]): readonly Outcome[] => schemas.map((one) => validateValue(path, value, one));
  if (schema.anyOf && schema.anyOf.length > 0 && !isIntOrString(schema)) {
    const outcomes = tryAll(schema.anyOf);
    if (!outcomes.some(({ errors }) => errors.length === 0)) parts.push(failed(composite(`${quote(path)} must validate at least one schema (anyOf)`)), best(outcomes));
  }
  if (schema.oneOf && schema.oneOf.length > 0) {
    const outcomes = tryAll(schema.oneOf);
    const valid = outcomes.filter(({ errors }) => errors.length === 0).length;
    if (valid !== 1)
      parts.push(failed(composite(`${quote(path)} must validate one and only one schema (oneOf). ${valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`}`)));
    if (valid === 0) parts.push(best(outcomes));
  }
  if (schema.allOf && schema.allOf.length > 0) {
    const outcomes = tryAll(schema.allOf);
    const valid = outcomes.filter(({ errors }) => errors.length === 0).length;
    parts.push(...outcomes);
    if (valid !== outcomes.length) parts.push(failed(composite(`${quote(path)} must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`)));
  }
  if (schema.not && validateValue(path, value, schema.not).errors.length === 0) parts.push(failed(composite(`${quote(path)} must not validate the schema (not)`)));
  return merged([none, ...parts]);
}

/** The alternatives that only spell out what the extension says. */
function isIntOrString(schema: JsonSchema): boolean {
  return schema['x-kubernetes-int-or-string'] === true && deepEqual(schema.anyOf, [{ type: 'integer' }, { type: 'string' }]);
}

function checkString(path: string, value: string, { maxLength, minLength, pattern, format }: JsonSchema): Outcome {
  const length = Array.from(value).length;
  const parts: Outcome[] = [];
  if (maxLength !== undefined && length > maxLength) parts.push(failed(tooLong(path, maxLength)));
  else if (minLength !== undefined && length < minLength) parts.push(failed(invalid(path, value, `${path} in body should be at least ${minLength} chars long`)));
  else if (pattern) {
    const compiled = compilePattern(pattern);
    if (!compiled.ok || !compiled.value.matches(value)) parts.push(failed(invalid(path, value, `${path} in body should match '${pattern}'`)));
  }
  if (format && !isOfFormat(format, value)) parts.push(failed(typeInvalid(path, value, `${path} in body must be of type ${format}: ${quote(value)}`)));
  return merged([none, ...parts]);
}

function checkNumber(path: string, value: number, schema: JsonSchema): Outcome {
  const { multipleOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const shown = (limit: number): string => formatNumber(Number.isInteger(value) ? Math.trunc(limit) : limit);
  const fail = (rule: string): Outcome => failed(invalid(path, value, `${path} in body should be ${rule}`));
  const parts: Outcome[] = [];
  if (multipleOf !== undefined && multipleOf > 0) {
    const quotient = value / multipleOf;
    if (Math.abs(quotient - Math.round(quotient)) > 1e-9) parts.push(fail(`a multiple of ${shown(multipleOf)}`));
  }
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) parts.push(fail(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${shown(minimum)}`));
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) parts.push(fail(`less than ${exclusiveMaximum ? '' : 'or equal to '}${shown(maximum)}`));
  return merged([none, ...parts]);
}

function checkItems(path: string, items: readonly unknown[], { items: schema, minItems, maxItems }: JsonSchema): Outcome {
  const size = items.length;
  return merged([
    none,
    ...(schema ? items.map((item, i) => validateValue(index(path, i), item, schema)) : []),
    ...(minItems !== undefined && size < minItems ? [failed(invalid(path, size, `${path} in body should have at least ${minItems} items`))] : []),
    ...(maxItems !== undefined && size > maxItems ? [failed(tooMany(path, size, maxItems))] : []),
  ]);
}

function checkFields(path: string, fields: Fields, schema: JsonSchema): Outcome {
  const names = Object.keys(fields);
  const { minProperties, maxProperties, additionalProperties } = schema;
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const unknown = names.filter((name) => !propertyOf(schema, name));
  return merged([
    none,
    ...(minProperties !== undefined && names.length < minProperties
      ? [failed(invalid(path, names.length, `${path} in body should have at least ${minProperties} properties`))]
      : []),
    ...(maxProperties !== undefined && names.length > maxProperties ? [failed(tooMany(path, names.length, maxProperties))] : []),
    ...(additionalProperties === false ? unknown.map((name) => failed(invalid(path, name, `${path}.${name} in body is a forbidden property`))) : []),
    ...(typeof additionalProperties === 'object' ? unknown.map((name) => validateValue(at(name), fields[name], additionalProperties)) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => (Object.hasOwn(fields, name) ? [validateValue(at(name), fields[name], property)] : [])),
    ...(schema.required ?? []).flatMap((name) => (Object.hasOwn(fields, name) ? [] : [failed(required(at(name)))])),
  ]);
}

function checkEnum(path: string, value: unknown, allowed: readonly unknown[] | undefined): Outcome {
  if (!allowed || allowed.some((one) => deepEqual(one, value))) return none;
  return failed(
    notSupported(
      path,
      value,
      allowed.map((one) => (typeof one === 'string' ? one : marshalJson(one))),
    ),
  );
}

function validateValue(path: string, value: unknown, schema: JsonSchema): Outcome {
  if (value === null) return merged([checkType(path, value, schema), schema.nullable ? none : checkEnum(path, value, schema.enum)]);
  return merged([
    checkType(path, value, schema),
    checkCombinations(path, value, schema),
    ...(typeof value === 'string' ? [checkString(path, value, schema)] : []),
    ...(typeof value === 'number' ? [checkNumber(path, value, schema)] : []),
    ...(Array.isArray(value) ? [checkItems(path, value, schema)] : []),
    checkEnum(path, value, schema.enum),
    ...(typeof value === 'object' && !Array.isArray(value) ? [checkFields(path, value as Fields, schema)] : []),
  ]);
}

/** All that is wrong with `value`, which stands at `path`. */
export const validateBySchema = (path: string, value: unknown, schema: JsonSchema): readonly FieldError[] => validateValue(path, value, schema).errors;
