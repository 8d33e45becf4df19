/** `x-kubernetes-validations` of a schema (upstream: apiextensions-apiserver pkg/apiserver/schema/cel/validation.go). */
import { deepEqual } from '../../../../base/equal.ts';
import { child, duplicate, forbidden, index, invalid, keyed, required, type FieldError } from '../../../meta/field-error.ts';
import type { JsonSchema } from '../../custom-resource-definition/schema-types.ts';
import { evaluate, parseExpression, type Expression } from './expression.ts';
import { toExpressionValue } from './values.ts';

/** As definitions have it. */
export interface ValidationRule {
  readonly rule?: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

const parsed = new WeakMap<ValidationRule, { readonly rule: Expression | undefined; readonly message: Expression | undefined }>();

function compiled(rule: ValidationRule): { readonly rule: Expression | undefined; readonly message: Expression | undefined } {
  const known = parsed.get(rule);
  if (known) return known;
  const made = { rule: parseExpression(rule.rule ?? ''), message: rule.messageExpression ? parseExpression(rule.messageExpression) : undefined };
  parsed.set(rule, made);
  return made;
}

export const rulesOf = (schema: JsonSchema): readonly ValidationRule[] => (schema['x-kubernetes-validations'] ?? []) as readonly ValidationRule[];

/** Whether this simulation does what the rule says. */
export function isModelled(rule: ValidationRule): boolean {
  const { rule: expression, message } = compiled(rule);
  return expression !== undefined && (!rule.messageExpression || message !== undefined) && !(rule.optionalOldSelf && expression.usesOldSelf);
}

const inner = (schema: JsonSchema): readonly JsonSchema[] => [
  ...Object.values(schema.properties ?? {}),
  ...(schema.items ? [schema.items] : []),
  ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
];
export const hasRules = (schema: JsonSchema): boolean => rulesOf(schema).length > 0 || inner(schema).some(hasRules);

const OUT_OF_BUDGET = 'validation failed due to running out of cost budget, no further validation rules will be run';

/** What the rules of the schema say of the object; `old` where it is an update. */
export function validateRules(object: unknown, old: unknown, schema: JsonSchema): readonly FieldError[] {
  const errors: FieldError[] = [];
  walk('', object, old, schema, true, errors);
  return errors;
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, key: string): unknown => (isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined);

/** False: no further rule is run. */
function walk(path: string, value: unknown, old: unknown, schema: JsonSchema, root: boolean, errors: FieldError[]): boolean {
  if (value === undefined || value === null) return true;
  for (const rule of rulesOf(schema)) if (!check(path, value, old, schema, root, rule, errors)) return false;
  if (Array.isArray(value)) return value.every((item, i) => !schema.items || walk(index(path, i), item, correlated(item, old, schema), schema.items, false, errors));
  if (!isFields(value)) return true;
  return Object.entries(value).every(([key, item]) => {
    const property = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (property) return walk(child(path, key), item, at(old, key), property, false, errors);
    return typeof schema.additionalProperties === 'object' ? walk(keyed(path, key), item, at(old, key), schema.additionalProperties, false, errors) : true;
  });
}

/** The element of the old list that is the same one: only lists that are maps tell. */
function correlated(item: unknown, old: unknown, schema: JsonSchema): unknown {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (schema['x-kubernetes-list-type'] !== 'map' || !keys || !Array.isArray(old)) return undefined;
  return old.find((other) => keys.every((key) => at(other, key) === at(item, key)));
}

function check(path: string, value: unknown, old: unknown, schema: JsonSchema, root: boolean, rule: ValidationRule, errors: FieldError[]): boolean {
  const { rule: expression, message } = compiled(rule);
  if (!expression || !isModelled(rule) || (expression.usesOldSelf && (old === undefined || old === null))) return true;
  const type = schema['x-kubernetes-int-or-string'] ? '' : (schema.type ?? '');
  const shown = path === '' ? '<nil>' : path;
  const self = toExpressionValue(value, schema, root);
  const oldSelf = expression.usesOldSelf ? toExpressionValue(old, schema, root) : undefined;
  const result = evaluate(expression, self, oldSelf);
  if (result === 'too expensive') {
    errors.push(invalid(shown, type, OUT_OF_BUDGET));
    return false;
  }
  const says = (rule.message ?? '').trim() || (rule.rule ?? '').trim();
  if ('error' in result) {
    errors.push(
      invalid(
        shown,
        type,
        result.error === 'no such overload'
          ? `'no such overload': call arguments did not match a supported operator, function or macro signature for rule: ${says}`
          : `${result.error} evaluating rule: ${says}`,
      ),
    );
    return true;
  }
  // What did not change was let in before.
  if (result.value === true || (!expression.usesOldSelf && old !== undefined && deepEqual(value, old))) return true;
  const where = rule.fieldPath ? child(path, rule.fieldPath.replace(/^\./, '')) : shown;
  const evaluated = message ? evaluate(message, self, message.usesOldSelf ? (oldSelf ?? toExpressionValue(old, schema, root)) : undefined) : undefined;
  const own = evaluated && evaluated !== 'too expensive' && 'value' in evaluated && typeof evaluated.value === 'string' ? evaluated.value.trim() : '';
  const text = own !== '' && own.length <= 5120 && !own.includes('\n') ? own : (rule.message ?? '').trim() || `failed rule: ${(rule.rule ?? '').trim()}`;
  errors.push(reasoned(rule.reason, where, type, text));
  return true;
}

function reasoned(reason: string | undefined, path: string, type: string, text: string): FieldError {
  switch (reason) {
    case 'FieldValueForbidden':
      return forbidden(path, text);
    case 'FieldValueRequired':
      return required(path, text);
    case 'FieldValueDuplicate':
      return duplicate(path, type);
    default:
      return invalid(path, type, text);
  }
}

const BLOCKING: ReadonlySet<FieldError['type']> = new Set(['NotSupported', 'Required', 'TooLong', 'TooMany', 'TypeInvalid']);

/** Rules are not run on what is wrong otherwise. */
export function rulesAfter(errors: readonly FieldError[], object: unknown, old: unknown, schema: JsonSchema): readonly FieldError[] {
  if (!hasRules(schema)) return [];
  if (errors.some(({ type }) => BLOCKING.has(type)))
    return [invalid('<nil>', null, 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation')];
  return validateRules(object, old, schema);
}
