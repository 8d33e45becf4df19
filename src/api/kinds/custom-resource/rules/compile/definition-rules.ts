/** `x-kubernetes-validations` as a definition has them (upstream: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go, pkg/apiserver/schema/cel/compilation.go). */
import { child, index, invalid, notSupported, required, type FieldError } from '../../../../meta/field-error.ts';
import type { JsonSchema } from '../../../custom-resource-definition/schema-types.ts';
import { parsePath } from '../../path.ts';
import { rulesOf, type ValidationRule } from '../rules.ts';
import { escapedName } from '../values.ts';
import { compile } from './compile.ts';
import { BOOL, DYN, INT, listOf, mapOf, plain, STRING, structOf, type Type } from './types.ts';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const METADATA = structOf('selfType.metadata', { name: STRING, generateName: STRING });

/** `undefined`: an expression does not see it (upstream: apiserver pkg/cel/common/schemas.go SchemaDeclType). */
function declared(schema: JsonSchema, root: boolean, name = 'selfType'): Type | undefined {
  if (schema['x-kubernetes-int-or-string']) return DYN;
  const whole = root || schema['x-kubernetes-embedded-resource'] === true;
  switch (schema.type) {
    case 'array': {
      const item = schema.items && declared(schema.items, false, `${name}.@idx`);
      return item && listOf(item);
    }
    case 'object': {
      if (typeof schema.additionalProperties === 'object') {
        const value = declared(schema.additionalProperties, false, `${name}.@elem`);
        return value && mapOf(STRING, value);
      }
      const own = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
        const escaped = escapedName(key);
        const type = escaped === undefined ? undefined : declared(property, false, `${name}.${key}`);
        // Words that the language keeps for itself, and names in backticks.
        return type ? [[escaped!, type] as const, [key, type] as const] : [];
      });
      return structOf(name, { ...Object.fromEntries(own), ...(whole ? { apiVersion: STRING, kind: STRING, metadata: METADATA } : {}) });
    }
    case 'string':
      switch (schema.format) {
        case 'byte':
          return plain('bytes');
        case 'duration':
          return plain('duration');
        case 'date':
        case 'date-time':
          return plain('timestamp');
        default:
          return STRING;
      }
    case 'boolean':
      return BOOL;
    case 'number':
      return plain('double');
    case 'integer':
      return INT;
    default:
      return undefined;
  }
}

/** Fields only, that are there. */
function isPathInto(text: string, schema: JsonSchema): boolean {
  const steps = text.startsWith('.') || text.startsWith('[') ? parsePath(text) : undefined;
  let at: JsonSchema | undefined = schema;
  for (const step of steps ?? []) {
    if (step.kind !== 'field' || !at) return false;
    const inner: JsonSchema | undefined = at.properties && Object.hasOwn(at.properties, step.name) ? at.properties[step.name] : undefined;
    at = inner ?? (typeof at.additionalProperties === 'object' ? at.additionalProperties : undefined);
  }
  return steps !== undefined && steps.length > 0 && at !== undefined;
}

/** As the server prints one. */
const printed = (rule: ValidationRule): Readonly<Record<string, unknown>> => ({
  Rule: rule.rule ?? '',
  Message: rule.message ?? '',
  MessageExpression: rule.messageExpression ?? '',
  Reason: rule.reason ?? null,
  FieldPath: rule.fieldPath ?? '',
  OptionalOldSelf: rule.optionalOldSelf ?? null,
});

const hasBreaks = (text: string): boolean => /[\r\n]/.test(text);

function written(path: string, rule: ValidationRule, schema: JsonSchema): readonly FieldError[] {
  const { message = '', messageExpression = '', reason, fieldPath = '' } = rule;
  const [text, said] = [(rule.rule ?? '').trim(), message.trim()];
  const first = ((): FieldError | undefined => {
    if (text === '') return required(child(path, 'rule'), 'rule is not specified');
    if (message !== '' && said === '') return invalid(child(path, 'message'), message, 'must be non-empty if specified');
    if (hasBreaks(said)) return invalid(child(path, 'message'), message, 'must not contain line breaks');
    return hasBreaks(text) && said === '' ? required(child(path, 'message'), 'message must be specified if rule contains line breaks') : undefined;
  })();
  return [
    ...(first ? [first] : []),
    ...(messageExpression !== '' && messageExpression.trim() === '' ? [required(child(path, 'messageExpression'), 'messageExpression must be non-empty if specified')] : []),
    ...(reason === undefined || REASONS.includes(reason) ? [] : [notSupported(child(path, 'reason'), reason, REASONS)]),
    ...(fieldPath !== '' && fieldPath.trim() === '' ? [invalid(child(path, 'fieldPath'), fieldPath, 'must be non-empty if specified')] : []),
    ...(hasBreaks(fieldPath) ? [invalid(child(path, 'fieldPath'), fieldPath, 'must not contain line breaks')] : []),
    ...(fieldPath !== '' && !isPathInto(fieldPath.trim(), schema) ? [invalid(child(path, 'fieldPath'), fieldPath, 'must be a valid path')] : []),
  ];
}

function compiled(path: string, rule: ValidationRule, self: Type): readonly FieldError[] {
  if ((rule.rule ?? '').trim() === '') return [];
  const judge = (field: string, text: string, gives: Type, wrong: string, before: string): readonly FieldError[] => {
    const made = compile(text, { self, oldSelf: rule.optionalOldSelf ? { name: 'optional_type', of: [self] } : self });
    const at = child(path, field);
    if ('problem' in made) return [invalid(at, printed(rule), before + made.problem)];
    return made.type.name === gives.name || made.type.name === '*error*' ? [] : [invalid(at, printed(rule), wrong)];
  };
  const compiles = judge('rule', rule.rule ?? '', BOOL, 'cel expression must evaluate to a bool', '');
  const speaksOfOld = /\boldSelf\b/.test(rule.rule ?? '') && compiles.length === 0;
  const errors = [
    ...compiles,
    ...(rule.optionalOldSelf === undefined || speaksOfOld ? [] : [invalid(child(path, 'optionalOldSelf'), rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule')]),
  ];
  if (errors.length > 0 || !rule.messageExpression?.trim()) return errors;
  return judge('messageExpression', rule.messageExpression, STRING, 'messageExpression must evaluate to a string', 'messageExpression ');
}

/** `compiles`: the schema is sound otherwise. */
export function definitionRuleErrors(path: string, schema: JsonSchema, root: boolean, compiles: boolean): readonly FieldError[] {
  const rules = rulesOf(schema);
  const at = (i: number): string => index(`${path}.x-kubernetes-validations`, i);
  const errors = rules.flatMap((rule, i) => written(at(i), rule, schema));
  const self = compiles && errors.length === 0 ? declared(schema, root) : undefined;
  return self ? rules.flatMap((rule, i) => compiled(at(i), rule, self)) : errors;
}
