import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inGoOrder } from '../api/schema/order.ts';
import { schemaNameOf, schemaOf } from '../api/schema/schema.ts';
import { parseJson } from './json.ts';
import { parseFieldPath } from './locate.ts';
import { parseDocument, parseManifests } from './parse.ts';
import { toCompactJson, toJson, toJsonAsIs } from './print-json.ts';
import { compareKeys, toYaml } from './yaml/emitter.ts';

const values = (text: string): unknown => parseManifests(text).documents.map(({ value }) => value);
const errorOf = (text: string): string | undefined => parseManifests(text).error?.message;
const value = (text: string): unknown => parseManifests(`v: ${text}`).documents[0]?.value;

it('keeps keys as they are written where it is asked to', () => {
  const text = 'no: no\n1: x\n"y": z\n';
  expect(values(text)).toEqual([{ false: false, 1: 'x', y: 'z' }]);
  expect(parseManifests(text, { keysAsWritten: true }).documents[0]!.value).toEqual({ no: false, 1: 'x', y: 'z' });
});

describe('implicit types', () => {
  it.each<[string, unknown]>([
    ['yes', true],
    ['NO', false],
    ['on', true],
    ['n', false],
    ['~', null],
    ['', null],
    ['null', null],
    ['0644', 420],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ['1e3', 1000],
    ['.5', 0.5],
    ['089', 89],
    ['12:30', '12:30'],
    ['2024-01-31', '2024-01-31'],
    ['1.10.2', '1.10.2'],
    ['v1', 'v1'],
    ['"yes"', 'yes'],
    ["'007'", '007'],
    ['!!str 12', '12'],
    ['!!int "12"', 12],
    ['!x 12', '12'],
    ['1e999', '1e999'],
    ['_1', '_1'],
    ['"line\\nbreak \\u00e9"', 'line\nbreak é'],
    ['|+\n  a\n\n', 'a\n\n'],
    ['>-\n  one\n  two\n\n  three', 'one two\nthree'],
    ['|2\n    x\n', '  x\n'],
    ['[a, b: c]', ['a', { b: 'c' }]],
  ])('%s', (text, expected) => expect(value(text)).toEqual({ v: expected }));

  it('turns keys into text and sorts them; the last duplicate wins', () => {
    expect(toCompactJson(values('n: 1\ny: 2\non: 3\n1: a\n1.5: b\n~: c'))).toBe('[]');
    expect(toCompactJson(values('n: 1\ny: 2\non: 3\n1: a\n1.5: b\nb: 1\na: 1\nb: 2'))).toBe('[{"1":"a","1.5":"b","a":1,"b":2,"false":1,"true":3}]');
  });
  it('merges', () =>
    expect(values('base: &b {a: 1, c: 1}\nx:\n  <<: *b\n  a: 2\nz: {<<: [*b, {d: 1}]}')).toEqual([{ base: { a: 1, c: 1 }, x: { a: 2, c: 1 }, z: { a: 1, c: 1, d: 1 } }]));
});

describe('documents', () => {
  it('are split at separators, and empty ones are left out', () => expect(values('# c\n---\na: 1\n--- # next\n---\nb: 2\n---\nnull\n')).toEqual([{ a: 1 }, { b: 2 }]));
  it('before a bad one are given', () => {
    const { documents, error } = parseManifests('a: 1\n---\nb:\n\tc: 1\n');
    expect(documents).toHaveLength(1);
    expect(error).toEqual({ message: 'error converting YAML to JSON: yaml: line 2: found character that cannot start any token', line: 4, column: 1 });
  });
  it('may be JSON, several in a row, with trailing commas', () => {
    expect(values('{"b":1,"a":{}}\n{"c":2}')).toEqual([{ a: {}, b: 1 }, { c: 2 }]);
    expect(values('{"a":[1,],}')).toEqual([{ a: [1] }]);
    expect(errorOf('{"a":1')).toBe('unexpected EOF');
    expect(values('{"a":x"}')).toEqual([{ a: 'x"' }]);
    expect(errorOf('{"a":x"]')).toBe("json: offset 6: invalid character 'x' looking for beginning of value");
  });
  it('of a patch are read alone', () => {
    expect(parseDocument('spec: {replicas: 0}')).toEqual({ ok: true, value: { spec: { replicas: 0 } } });
    expect(parseDocument('not json')).toEqual({ ok: true, value: 'not json' });
    expect(parseDocument('{"spec":{"replicas":1}')).toEqual({ ok: false, error: 'unexpected end of JSON input' });
    expect(parseDocument('a: b: c')).toEqual({ ok: false, error: 'yaml: mapping values are not allowed in this context' });
  });
});

describe('syntax errors', () => {
  it.each([
    ['a: 1\n b: 2\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a:\n  b: 1\n c: 2\n', 'yaml: line 2: did not find expected key'],
    ['a: [1, 2\nb: 3\n', "yaml: line 1: did not find expected ',' or ']'"],
    ['a: "x\nb: 1\n', 'yaml: line 3: found unexpected end of stream'],
    ['a: @x\n', 'yaml: found character that cannot start any token'],
    ['- a\nb: 1\n', "yaml: line 1: did not find expected '-' indicator"],
    ['a: *x\n', "yaml: unknown anchor 'x' referenced"],
    ['a: b\nc\n', "yaml: line 3: could not find expected ':'"],
    ['a: {{ x }}\n', 'yaml: invalid map key: map[interface {}]interface {}{"x":interface {}(nil)}'],
    ['a: "\\q"\n', 'yaml: found unknown escape character'],
    ['a: |x\n', 'yaml: did not find expected comment or line break'],
    ['a: %x\n', 'yaml: found character that cannot start any token'],
    ['a: \u0007\n', 'yaml: control characters are not allowed'],
    ['a: !!int x\n', 'yaml: cannot decode !!str `x` as a !!int'],
    ['a: .inf\n', 'json: unsupported value: +Inf'],
    ['%YAML 1.2\n---\na: 1\n', 'yaml: found incompatible YAML document'],
    ['a: &x [*x]\n', "yaml: anchor 'x' value contains itself"],
  ])('%j', (text, message) => expect(errorOf(text)).toBe(`error converting YAML to JSON: ${message}`));
  it('of separators', () => expect(parseManifests('a: 1\n--- x\n')).toMatchObject({ error: { message: 'invalid Yaml document separator: x', line: 2 } }));
});

describe('places', () => {
  const text = 'kind: Pod\n---\nkind: Pod\nspec:\n  containers:\n  - name: web\n    image: &i "a b"\n    env: [{name: X, value: *i}]\n';
  const at = (path: string): unknown => {
    const {
      value: { startLine, startColumn, endLine, endColumn },
      key,
      depth,
    } = parseManifests(text).documents[1]!.locate(parseFieldPath(path));
    return { from: [startLine, startColumn], to: [endLine, endColumn], key: key?.startLine, depth };
  };
  it('count from the start of the file', () => {
    expect(at('kind')).toEqual({ from: [3, 7], to: [3, 10], key: 3, depth: 1 });
    expect(at('spec.containers[0].image')).toEqual({ from: [7, 12], to: [7, 20], key: 7, depth: 4 });
    expect(at('spec.containers[0].env[0].value')).toEqual({ from: [8, 28], to: [8, 30], key: 8, depth: 6 });
  });
  it('fall back to what is nearest', () => expect(at('spec.containers[0].ports[1].name')).toMatchObject({ from: [6, 5], depth: 3 }));
  it('are found in JSON', () => expect(parseManifests('\n{"a": {\n  "b": [1]}}').documents[0]!.locate(['a', 'b', 0]).value).toMatchObject({ startLine: 3, startColumn: 9 }));
  it('come from field paths', () => expect(parseFieldPath('metadata.annotations[a.b/c].x[2]')).toEqual(['metadata', 'annotations', 'a.b/c', 'x', 2]));
});

describe('bounds', () => {
  const bomb = (levels: number): string =>
    `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 10 }, () => `*a${i}`).join(', ')}]\n`).join('')}`;
  it.each([
    ['an alias bomb', bomb(9), 'error converting YAML to JSON: yaml: document contains excessive aliasing'],
    ['depth in flow', '['.repeat(100_000), 'error converting YAML to JSON: yaml: exceeded max depth of 1000'],
    ['depth in blocks', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''), 'error converting YAML to JSON: yaml: exceeded max depth of 1000'],
    ['depth in JSON', `{"a":${'['.repeat(100_000)}`, 'json: offset 1004: exceeded max depth'],
    ['20 MB', 'a: b\n'.repeat(4 * 1024 * 1024), 'the text is longer than 16 MiB'],
  ])('%s', (_, text, message) => {
    const start = performance.now();
    expect(errorOf(text)).toBe(message);
    expect(performance.now() - start).toBeLessThan(5000);
  });
  it.each([
    ['a manifest of 10 MB', 'a: 1\nb: [1, 2]\n---\n'.repeat(550_000)],
    ['10 MB of one line', `a: ${'x y '.repeat(2_500_000)}`],
    ['10 MB of what is nothing', ': {[-\t'.repeat(1_700_000)],
    ['10 MB of quotes', '\'"'.repeat(5_000_000)],
    ['10 MB of dashes', '- '.repeat(5_000_000)],
  ])(
    '%s ends',
    (_, text) => {
      const start = performance.now();
      parseManifests(text);
      expect(performance.now() - start).toBeLessThan(30_000);
    },
    60_000,
  );
  it('keeps keys that objects have', () => expect(Object.keys(values('__proto__: {a: 1}\nconstructor: 1') as object[])).toEqual(['0']));
});

describe('printing', () => {
  it.each<[unknown, string]>([
    [{ b: [], a: {}, c: null }, 'a: {}\nb: []\nc: null\n'],
    [{ a: ['x', ['y'], { b: 1, a: 2 }] }, 'a:\n- x\n- - "y"\n- a: 2\n  b: 1\n'],
    [
      { a: 'yes', b: '12:30', c: '1.10.2', d: '', e: '2026-11-22T05:48:28Z', f: "it's", g: '***' },
      'a: "yes"\nb: "12:30"\nc: 1.10.2\nd: ""\ne: "2026-11-22T05:48:28Z"\nf: it\'s\ng: \'***\'\n',
    ],
    [{ a: 'x\ny\n', b: 'x\ny', c: '  x\n', d: 'x\n\n', e: 'a\tb' }, 'a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |2\n    x\nd: |+\n  x\n\ne: "a\\tb"\n'],
    [{ true: 1, 1: 2, a10: 1, a9: 1 }, '"1": 2\na9: 1\na10: 1\n"true": 1\n'],
    [{ a: '日本 🙂' }, 'a: "日本 \\U0001F642"\n'],
    [{ a: 0.5, b: 1e-7, c: 100000, d: 1234567.5 }, 'a: 0.5\nb: 1e-07\nc: 100000\nd: 1.2345675e+06\n'],
    [{ a: `${'word '.repeat(20)}end` }, `a: ${'word '.repeat(16).trimEnd()}\n  ${'word '.repeat(4)}end\n`],
    [{ ['k'.repeat(130)]: 1 }, `? ${'k'.repeat(130)}\n: 1\n`],
  ])('%j', (given, text) => expect(toYaml(given)).toBe(text));

  it('reads what it prints', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', "'", '"', '\\', '\t', '1', 'yes', '~', '{', '\r', '|') }),
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, text, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('map')),
      list: fc.array(tie('value'), { maxLength: 4 }),
      map: fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    })).map;
    fc.assert(
      fc.property(json, (given) => {
        const printed = toYaml({ given });
        expect(parseManifests(printed).documents[0]?.value, printed).toEqual({ given });
        expect(parseJson(toJson(given))).toEqual({ ok: true, value: given });
      }),
      { seed: 8, numRuns: 500 },
    );
  });
  it('orders keys in one way', () => {
    expect(['b', 'a', 'a-b', 'a_b', 'a2', 'a10', 'A', '1'].toSorted(compareKeys)).toEqual(['1', 'A', 'a', 'a-b', 'a_b', 'a2', 'a10', 'b']);
  });
  it('prints JSON as Go does', () =>
    expect(toJson({ b: '<&>\u2028', a: [], c: [{}] })).toBe('{\n    "a": [],\n    "b": "\\u003c\\u0026\\u003e\\u2028",\n    "c": [\n        {}\n    ]\n}\n'));
});

describe('what the real kubectl printed', () => {
  const golden = new URL('../../conformance/golden/', import.meta.url);
  const outputs = readdirSync(golden).flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, golden)).flatMap((file) => {
      const recording = JSON.parse(readFileSync(new URL(`${folder}/${file}`, golden), 'utf8')) as { steps: { run?: string; stdout?: string; exit?: number }[] };
      return recording.steps.flatMap(({ run = '', stdout = '', exit }) => (exit === 0 && stdout !== '' ? [{ name: `${file}: ${run}`, run, stdout }] : []));
    }),
  );
  const whole = (run: string): boolean => !/[|;]|&&|jsonpath|-w\b|--watch|--output-version|edit|--expose|last-applied|config\b.* view/.test(run);
  const yaml = outputs.filter(({ run, stdout }) => whole(run) && /(-o|--output)[= ]?yaml/.test(run) && /^(apiVersion|kind):/m.test(stdout));
  const json = outputs.filter(({ run, stdout }) => whole(run) && /(-o|--output)[= ]?json\b/.test(run) && stdout.startsWith('{'));
  /** Objects that kubectl made itself come in the order of their Go type. */
  const typed = (text: string): boolean => text.startsWith('{\n    "kind"');
  const reprinted = (text: string): string =>
    parseManifests(text)
      .documents.map(({ value: document }) => {
        const { apiVersion, kind } = document as { apiVersion: string; kind: string };
        const [version, group = ''] = apiVersion.split('/').toReversed() as [string, string?];
        return typed(text) ? toJsonAsIs(inGoOrder(schemaOf(schemaNameOf(group, version, kind)!), document)) : toJson(document);
      })
      .join('');

  it('is there', () => expect([yaml.length > 20, json.length > 0]).toEqual([true, true]));
  it.each(yaml)('$name', ({ stdout }) => {
    const { documents, error } = parseManifests(stdout);
    expect(error).toBeUndefined();
    expect(documents.map(({ value: document }) => toYaml(document)).join('---\n')).toBe(stdout.replace(/^---\n/, ''));
  });
  it.each(json)('$name', ({ stdout }) => expect(reprinted(stdout)).toBe(stdout));
});
