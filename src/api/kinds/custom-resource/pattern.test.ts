import { assert, property, stringMatching, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

const matches = (pattern: string, text: string): boolean | string => {
  const compiled = compilePattern(pattern);
  return compiled.ok ? compiled.value.matches(text) : compiled.error;
};

describe('patterns of schemas', () => {
  it.each([
    ['^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$', '* * * * */5', true],
    ['^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$', '* * * *', false],
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'web-1', true],
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'Web', false],
    ['b+', 'abbbc', true],
    ['^a.c$', 'a\nc', false],
    ['^(?:v|V)\\d{1,2}$', 'v12', true],
    ['^(?:v|V)\\d{1,2}$', 'v123', false],
    ['^[^@\\s]+@[^@\\s]+$', 'a@b', true],
    ['\\bcat\\b', 'a cat.', true],
    ['\\bcat\\b', 'concat', false],
    ['^[[:alpha:]]+$', 'abc', true],
    ['^a{2,}$', 'aaa', true],
    ['^$', '', true],
    ['x*', '', true],
  ])('%s on %j', (pattern, text, expected) => expect(matches(pattern, text)).toBe(expected));

  it.each([
    ['(a', 'missing closing )'],
    ['[a', 'missing closing ]'],
    ['*a', 'missing argument to repetition operator: *'],
    ['a**', 'invalid nested repetition operator'],
    ['(?=a)', 'invalid or unsupported Perl syntax'],
    ['a{2000}', 'invalid repeat count'],
    ['\\q', 'invalid escape sequence: \\q'],
  ])('refuses %s', (pattern, error) => {
    expect(matches(pattern, 'a')).toBe(error);
  });

  it('agrees with the platform on texts of a pattern and on any others', () => {
    const pattern = '^(?:ab|a[0-9]{1,3}-?)+x$';
    assert(
      property(stringMatching(new RegExp(pattern)), (text) => matches(pattern, text) === true),
      { seed: 7, numRuns: 200 },
    );
    assert(
      property(string({ maxLength: 12 }), (text) => matches(pattern, text) === new RegExp(pattern).test(text)),
      { seed: 7, numRuns: 500 },
    );
  });

  it('does not run away', () => {
    const compiled = compilePattern('^(a+)+$');
    expect(compiled.ok && compiled.value.matches(`${'a'.repeat(5000)}!`)).toBe(false);
  });
});
