import { describe, expect, it } from 'vitest';
import { asSent } from './as-sent.ts';
import { invalid, required } from './field-error.ts';

describe('values of errors', () => {
  const body = { spec: { rules: [{ values: [], selector: {}, other: [1] }], tags: {}, list: [] } };
  it.each([
    ['a list that was sent empty', 'spec.rules[0].values', null, []],
    ['a list that was not sent', 'spec.rules[0].nothing', null, null],
    ['empty ones inside, by their internal names', 'spec.rules[0]', { Values: null, Selector: null, Other: [1], More: null }, { Values: [], Selector: {}, Other: [1], More: null }],
    ['something of an empty structure that is not there', 'spec.tags', null, null],
    ['lists of structures', 'spec.rules', [{ Values: null }], [{ Values: [] }]],
    ['text', 'spec.list', 'x', 'x'],
    ['what the body does not have', 'spec.__proto__.x[9]', null, null],
  ])('%s', (_, field, value, shown) => {
    expect(asSent([invalid(field, value, 'wrong')], body)[0]!.value).toEqual(shown);
  });
  it('leaves errors without values alone', () => expect(asSent([required('spec.list')], body)).toEqual([required('spec.list')]));
});
