import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldSelectorMatches, formatFieldSelector, parseFieldSelector, unsupportedField } from './field-selector.ts';
import { formatLabelSelector, formatSelector, matchesLabelSelector, parseSelector, parseToLabelSelector, selectorMatches, toSelector, validateLabelSelector } from './selector.ts';
import { formatFieldError } from './field-error.ts';
import type { LabelSelector } from './types.ts';

const labels = { app: 'web', tier: 'front', n: '5' };

describe('label selectors', () => {
  it.each([
    ['', '', true],
    ['app=web', 'app=web', true],
    ['app==web', 'app==web', true],
    ['app!=web', 'app!=web', false],
    ['tier in (back, front)', 'tier in (back,front)', true],
    ['tier notin (back)', 'tier notin (back)', true],
    ['!old,app', 'app,!old', true],
    ['z=1,app=web', 'app=web,z=1', false],
    ['n>4,n<6', 'n>4,n<6', true],
    ['x=', 'x=', false],
    ['x in (,)', 'x in ()', false],
    ['constructor', 'constructor', false],
    ['in in (in)', 'in in (in)', false],
  ])('%s', (text, printed, matches) => {
    const parsed = parseSelector(text);
    expect(parsed.ok && formatSelector(parsed.value)).toBe(printed);
    expect(parsed.ok && selectorMatches(parsed.value, labels)).toBe(matches);
  });

  it.each([
    ['app=a b', "found 'b', expected: ',' or 'end of string'"],
    ['app in a', "unable to parse requirement: found 'a' expected: '('"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    ['bad value', "unable to parse requirement: found 'value', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=b,', "found '', expected: identifier after ','"],
    ['a in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['n>x', "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer"],
  ])('refuses %s', (text, message) => expect(parseSelector(text)).toEqual({ ok: false, error: message }));

  it.each<[string, LabelSelector | string]>([
    ['app=web,b==c', { matchLabels: { app: 'web', b: 'c' } }],
    [
      'x in (b, a),!y,z',
      {
        matchExpressions: [
          { key: 'x', operator: 'In', values: ['a', 'b'] },
          { key: 'y', operator: 'DoesNotExist' },
          { key: 'z', operator: 'Exists' },
        ],
      },
    ],
    ['app!=web', '"!=" is not a valid label selector operator'],
    ['n>4', '"gt" isn\'t supported in label selectors'],
  ])('as an object says it: %s', (text, expected) => {
    const parsed = parseToLabelSelector(text);
    expect(parsed.ok ? parsed.value : parsed.error).toEqual(expected);
  });
  it("prints objects' selectors", () => {
    expect(formatLabelSelector(undefined)).toBe('<none>');
    expect(formatLabelSelector({})).toBe('<none>');
    expect(
      formatLabelSelector({
        matchLabels: { app: 'web' },
        matchExpressions: [
          { key: 'tier', operator: 'In', values: ['b', 'a'] },
          { key: 'x', operator: 'DoesNotExist' },
        ],
      }),
    ).toBe('app=web,tier in (a,b),!x');
    expect(formatLabelSelector({ matchLabels: { 'a b': 'x' } })).toBe('<error>');
  });

  it('matches the same directly and through a Selector', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const value = fc.constantFrom('', 'x', 'y');
    const expression = fc.oneof(
      fc.record({ key: name, operator: fc.constantFrom('In' as const, 'NotIn' as const), values: fc.array(value, { minLength: 1 }) }),
      fc.record({ key: name, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
    );
    const selector = fc.record({ matchLabels: fc.dictionary(name, value), matchExpressions: fc.array(expression) }, { requiredKeys: [] });
    fc.assert(
      fc.property(selector, fc.dictionary(name, value), (given, set) => {
        const made = toSelector(given as LabelSelector);
        expect(made.ok && selectorMatches(made.value, set)).toBe(matchesLabelSelector(given as LabelSelector, set));
        const again = made.ok ? parseSelector(formatSelector(made.value)) : made;
        expect(again.ok && selectorMatches(again.value, set)).toBe(made.ok && selectorMatches(made.value, set));
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('validates', () => {
    const selector = {
      matchLabels: { 'a b': 'x y' },
      matchExpressions: [
        { key: 'tier', operator: 'In' },
        { key: 'env', operator: 'Exists', values: ['x'] },
        { key: 'foo', operator: 'Like', values: ['x'] },
      ],
    };
    expect(validateLabelSelector(selector as unknown as LabelSelector, 'spec.selector').map((error) => formatFieldError(error).slice(0, 100))).toEqual([
      'spec.selector.matchLabels: Invalid value: "a b": name part must consist of alphanumeric characters, \'-\','.slice(0, 100),
      'spec.selector.matchLabels: Invalid value: "x y": a valid label must be an empty string or consist of alphanumeric'.slice(0, 100),
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'".slice(0, 100),
      "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'".slice(0, 100),
      'spec.selector.matchExpressions[2].operator: Invalid value: "Like": not a valid selector operator',
    ]);
  });
});

describe('field selectors', () => {
  it('reads, prints and matches', () => {
    const parsed = parseFieldSelector('status.phase!=Running,metadata.name=a\\,b');
    expect(parsed.ok && formatFieldSelector(parsed.value)).toBe('metadata.name=a\\,b,status.phase!=Running');
    expect(parsed.ok && fieldSelectorMatches(parsed.value, { 'metadata.name': 'a,b', 'status.phase': 'Failed' })).toBe(true);
    expect(parsed.ok && unsupportedField(parsed.value, (field) => field === 'metadata.name')).toBe('field label not supported: status.phase');
  });
  it.each([
    ['foo', "invalid selector: 'foo'; can't understand 'foo'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ])('refuses %s', (text, message) => expect(parseFieldSelector(text)).toEqual({ ok: false, error: message }));
});
