import { describe, expect, it } from 'vitest';
import { formatFieldError } from '../../../meta/field-error.ts';
import type { JsonSchema } from '../../custom-resource-definition/schema-types.ts';
import { evaluate, parseExpression } from './expression.ts';
import './install.ts';
import { isModelled, rulesAfter, validateRules, type ValidationRule } from './rules.ts';
import { escapedName, toExpressionValue } from './values.ts';

const spec = (properties: Readonly<Record<string, JsonSchema>>, ...rules: readonly ValidationRule[]): JsonSchema => ({
  type: 'object',
  properties: { spec: { type: 'object', properties, ...(rules.length > 0 && { 'x-kubernetes-validations': rules }) } },
});
const int: JsonSchema = { type: 'integer' };
const counts = { min: int, max: int, name: { type: 'string' } } satisfies Readonly<Record<string, JsonSchema>>;
const said = (schema: JsonSchema, object: object, old?: object): readonly string[] => validateRules(object, old, schema).map(formatFieldError);

describe('rules', () => {
  it.each<[string, JsonSchema, object, readonly string[]]>([
    ['holds', spec(counts, { rule: 'self.min <= self.max' }), { spec: { min: 1, max: 2 } }, []],
    ['says the rule', spec(counts, { rule: 'self.min <= self.max' }), { spec: { min: 3, max: 2 } }, ['spec: Invalid value: "object": failed rule: self.min <= self.max']],
    [
      'says its message',
      spec(counts, { rule: 'self.min <= self.max', message: 'min is above max' }),
      { spec: { min: 3, max: 2 } },
      ['spec: Invalid value: "object": min is above max'],
    ],
    [
      'says what its expression gives',
      spec(counts, { rule: 'self.min <= self.max', message: 'no', messageExpression: "'min ' + string(self.min) + ' is above ' + string(self.max)" }),
      { spec: { min: 3, max: 2 } },
      ['spec: Invalid value: "object": min 3 is above 2'],
    ],
    ['names a field', spec(counts, { rule: 'self.min > 0', message: 'too few', fieldPath: '.min' }), { spec: { min: 0 } }, ['spec.min: Invalid value: "object": too few']],
    [
      'has a reason',
      spec(counts, { rule: 'has(self.name)', message: 'name is wanted', reason: 'FieldValueRequired', fieldPath: '.name' }),
      { spec: {} },
      ['spec.name: Required value: name is wanted'],
    ],
    ['forbids', spec(counts, { rule: '!has(self.name)', message: 'no names', reason: 'FieldValueForbidden' }), { spec: { name: 'x' } }, ['spec: Forbidden: no names']],
    ['fails on what is not there', spec(counts, { rule: 'self.min < 3' }), { spec: {} }, ['spec: Invalid value: "object": no such key: min evaluating rule: self.min < 3']],
    [
      'looks at scalars',
      spec({ name: { type: 'string', 'x-kubernetes-validations': [{ rule: "self.matches('^[a-z]+$')", message: 'letters' }] } }),
      { spec: { name: 'A1' } },
      ['spec.name: Invalid value: "string": letters'],
    ],
    [
      'looks at each element',
      spec({ list: { type: 'array', items: { ...int, 'x-kubernetes-validations': [{ rule: 'self % 2 == 0', message: 'even' }] } } }),
      { spec: { list: [2, 3, 5] } },
      ['spec.list[1]: Invalid value: "integer": even', 'spec.list[2]: Invalid value: "integer": even'],
    ],
    [
      'looks at the whole object',
      { type: 'object', 'x-kubernetes-validations': [{ rule: "self.metadata.name.startsWith('w-')", message: 'w- first' }] },
      { apiVersion: 'a/v1', kind: 'W', metadata: { name: 'x' } },
      ['<nil>: Invalid value: "object": w- first'],
    ],
    [
      'knows macros and lists',
      spec({ list: { type: 'array', items: int } }, { rule: 'self.list.all(x, x > 0) && self.list.sum() < 10 && self.list.isSorted()' }),
      { spec: { list: [1, 2, 3] } },
      [],
    ],
    ['sees escaped names', spec({ 'a-b': int }, { rule: 'self.a__dash__b == 1' }), { spec: { 'a-b': 1 } }, []],
  ])('%s', (_, schema, object, errors) => expect(said(schema, object)).toEqual(errors));

  const immutable = spec(counts, { rule: 'self.name == oldSelf.name', message: 'name may not change' });
  it('compare with what was there', () => {
    expect(said(immutable, { spec: { name: 'a' } })).toEqual([]);
    expect(said(immutable, { spec: { name: 'b' } }, { spec: { name: 'a' } })).toEqual(['spec: Invalid value: "object": name may not change']);
    expect(said(immutable, { spec: { name: 'a' } }, { spec: { name: 'a' } })).toEqual([]);
  });
  it('find the old element of a list by its keys', () => {
    const rule = { rule: 'self.size >= oldSelf.size', message: 'only grows' };
    const list: JsonSchema = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['id'],
      items: { type: 'object', properties: { id: { type: 'string' }, size: int }, 'x-kubernetes-validations': [rule] },
    };
    const object = (...sizes: readonly (readonly [string, number])[]) => ({ spec: { list: sizes.map(([id, size]) => ({ id, size })) } });
    expect(said(spec({ list }), object(['a', 1], ['b', 5]), object(['b', 4], ['a', 2]))).toEqual(['spec.list[0]: Invalid value: "object": only grows']);
  });
  it('let in what was there before and did not change', () => {
    const schema = spec(counts, { rule: 'self.min > 0' });
    expect(said(schema, { metadata: { labels: {} }, spec: { min: 0 } }, { spec: { min: 0 } })).toEqual([]);
    expect(said(schema, { spec: { min: -1 } }, { spec: { min: 0 } })).toHaveLength(1);
  });
  it('wait until the rest is right', () =>
    expect(rulesAfter([{ type: 'Required', field: 'spec.x', detail: '' }], { spec: {} }, undefined, immutable).map(formatFieldError)).toEqual([
      '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ]));
});

describe('expressions', () => {
  it.each(['self.x >', 'nothing(self)', 'other == 1', "quantity(self) == quantity('1')", 'x'.repeat(20_000)])('%s is not modelled', (rule) =>
    expect(isModelled({ rule })).toBe(false),
  );
  it.each([
    ["'matches(' + self == 'matches(a'", 'a', true],
    ["self.matches(r'^\\w+$')", 'abc', true],
    ["self.find('[0-9]+') == '12'", 'a12b', true],
    ["self.split(',').exists_one(x, x == 'b')", 'a,b', true],
    ["timestamp(self) < timestamp('2030-01-01T00:00:00Z')", '2020-01-01T00:00:00Z', true],
  ])('%s', (rule, self, value) => expect(evaluate(parseExpression(rule)!, self)).toEqual({ value }));
  it('cannot run away on a pattern', () => expect(evaluate(parseExpression("self.matches('(a+)+$')")!, `${'a'.repeat(5000)}!`)).toEqual({ value: false }));
  it('are not begun where they would take too long', () => {
    const nested = parseExpression('self.all(a, self.all(b, self.all(c, a + b + c > 0)))')!;
    expect(
      evaluate(
        nested,
        Array.from({ length: 1000 }, () => 1n),
      ),
    ).toBe('too expensive');
    expect(
      validateRules({ l: Array.from({ length: 1000 }, () => 1) }, undefined, {
        type: 'object',
        properties: { l: { type: 'array', items: int, 'x-kubernetes-validations': [{ rule: 'self.all(a, self.all(b, self.all(c, true)))' }] } },
      }).map(formatFieldError),
    ).toEqual(['l: Invalid value: "array": validation failed due to running out of cost budget, no further validation rules will be run']);
  });
  it('see nothing of a prototype', () =>
    expect(evaluate(parseExpression('has(self.constructor) || has(self.__proto__)')!, toExpressionValue({ a: 1 }, { type: 'object', properties: { a: int } }))).toEqual({
      value: false,
    }));
  it.each([
    ['a', 'a'],
    ['a.b-c/d', 'a__dot__b__dash__c__slash__d'],
    ['x__y', 'x__underscores__y'],
    ['in', '__in__'],
    ['1a', undefined],
  ])('%s is called %s', (name, escaped) => expect(escapedName(name)).toBe(escaped));
});
