import { describe, expect, it } from 'vitest';
import { policyDeclarations } from '../../../admission-policy/declarations.ts';
import { compile } from './compile.ts';
import { DYN, INT, listOf, mapOf, plain, shown, STRING, structOf } from './types.ts';

const DECLARED = { self: structOf('selfType', { n: INT, name: STRING, names: listOf(STRING), counts: mapOf(STRING, INT), at: plain('timestamp'), any: DYN }), object: DYN };
const said = (text: string): string => {
  const made = compile(text, DECLARED);
  return 'problem' in made ? made.problem : shown(made.type);
};
const told = (at: string, message: string, line: string): string => `ERROR: <input>:${at}: ${message}\n | ${line}\n | ${'.'.repeat(Number(at.split(':')[1]) - 1)}^`;

describe('what an expression gives', () => {
  it.each([
    ['self.n > 1 && object.a == "b"', 'bool'],
    ['self.names.map(x, x.size())', 'list(int)'],
    ['self.names.filter(x, x != "")', 'list(string)'],
    ['self.counts.all(k, self.counts[k] > 0)', 'bool'],
    ['object.a.b', 'dyn'],
    ['[]', 'list(dyn)'],
    ['{"a": [1]}', 'map(string, list(int))'],
    ['object.?a.orValue(1)', 'dyn'],
    ['self.?name', 'optional_type(string)'],
    ['self.at + duration("1h")', 'timestamp'],
    ['object.x ? 1 : object.y', 'dyn'],
    ['quantity("1").add(1)', 'kubernetes.Quantity'],
    ['optional.none().orValue("a") // a note', 'string'],
    ['--1 + -2', 'int'],
    ['[1, 2].all(i, v, i < v)', 'bool'],
    ['"%d %s".format([1, "a"])', 'string'],
  ])('%s', (text, type) => {
    expect(said(text)).toBe(type);
  });
});

describe('what the compiler of a v1.34.4 server takes, though this simulation does not evaluate it', () => {
  it.each([
    "!has(object.metadata.labels) || object.metadata.labels.all(k, v, k.startsWith('a') || v == 'b')",
    "quantity(object.spec.resources.limits.memory).isLessThan(quantity('1Gi'))",
    "quantity('1').add(1).sub(quantity('2')).asInteger() > 0 && isQuantity('x') && quantity('1').compareTo(quantity('2')) <= 0",
    "url(object.spec.url).getHost() == 'x' && isURL('x') && url('https://a/b?c=d').getQuery()['c'][0] == 'd'",
    "authorizer.group('apps').resource('deployments').subresource('status').namespace('a').name('b').check('get').allowed()",
    "authorizer.requestResource.check('create').reason() == '' && authorizer.path('/x').check('get').allowed() && authorizer.serviceAccount('a','b').group('').resource('pods').check('get').errored()",
    "['a','b'].join(',').split(',').indexOf('a') == 0 && 'abc'.substring(1,2).upperAscii().trim().replace('a','b') != '' && '%s-%d'.format(['a', 1]) == 'a-1'",
    "cidr('10.0.0.0/8').containsIP('10.1.1.1') && ip('::1').isLoopback() && isIP('x') && cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16')) && string(ip('1.1.1.1')) == 'a' && ip.isCanonical('1.1.1.1')",
    'optional.of(1).hasValue() && optional.none().orValue(2) == 2 && object.?a.?b.optMap(x, x + 1).orValue(1) > 0',
    "sets.contains([1,2],[1]) && sets.intersects(['a'],['b'])",
    "[1,2].transformList(i, v, v + i) == [1,3] && {'a':1}.transformMap(k, v, v + 1) == {'a':2} && [1,2].all(i, v, v > i)",
    "format.dns1123Label().validate(object.metadata.name).hasValue() || !format.named('dns1123Label').hasValue()",
    "semver('1.2.3').major() == 1 && isSemver('1.0.0') && semver('v1.0', true).isLessThan(semver('2.0.0'))",
    "null == object.x && object.y != null && duration('1m') != null",
    "'a'.charAt(0) == 'a' && 'a'.lastIndexOf('a', 0) == 0 && 'a b'.find('[a-z]+') == 'a' && 'a1b2'.findAll('[0-9]', 1).size() == 1",
  ])('%s', (text) => {
    const made = compile(text, policyDeclarations(false));
    expect('problem' in made ? made.problem : shown(made.type)).toBe('bool');
  });
});

describe('what is wrong with one', () => {
  it.each([
    ['self.n > "a"', '1:8', `found no matching overload for '_>_' applied to '(int, string)'`],
    ['self.nope', '1:5', `undefined field 'nope'`],
    ['self.n.x', '1:7', `type 'int' does not support field selection`],
    ['nope', '1:1', `undeclared reference to 'nope' (in container '')`],
    ['self.n &&', '1:10', /^Syntax error: mismatched input '<EOF>' expecting \{'\[', /],
    ['[self.n', '1:8', `Syntax error: mismatched input '<EOF>' expecting {']', ','}`],
    ['"a".matches("[")', '1:13', 'invalid matches argument'],
    ['[1, "a"]', '1:5', `expected type 'int' but found 'string'`],
  ])('%s', (text, at, message) => {
    const problem = said(text);
    if (typeof message === 'string') expect(problem).toBe(`compilation failed: ${told(at, message, text)}`);
    else expect(problem.slice(`compilation failed: ERROR: <input>:${at}: `.length)).toMatch(message);
  });

  it('is told in the order of the text, with the line it is in', () => {
    expect(said('a == 1 &&\n  b')).toBe(
      `compilation failed: ${told('1:1', "undeclared reference to 'a' (in container '')", 'a == 1 &&')}\n${told('2:3', "undeclared reference to 'b' (in container '')", '  b')}`,
    );
  });

  it.each([
    '(',
    ')',
    '((((',
    '[[[{',
    '!'.repeat(9000),
    '('.repeat(9000),
    'a?'.repeat(3000),
    '-'.repeat(9000),
    'a.'.repeat(4000),
    '[1,'.repeat(3000),
    '"',
    '`',
    'a'.repeat(20_000),
    `1${'+1'.repeat(4990)}`,
    `a${'.b'.repeat(4990)}`,
  ])('is found in bounded time: %#', (text) => {
    expect(said(text)).not.toBe('');
  });
});
