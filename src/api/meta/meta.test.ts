import { describe, expect, it } from 'vitest';
import { duplicate, fieldErrorBody, forbidden, formatFieldError, index, invalid, notSupported, required, tooLong, tooMany } from './field-error.ts';
import { parseIntOrString, scaleIntOrPercent } from './int-or-string.ts';
import * as names from './names.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import * as status from './status.ts';
import { formatMicroTime, formatRfc1123, formatTime, parseTime } from './time.ts';
import type { ObjectMeta } from './types.ts';

describe('field errors', () => {
  it.each([
    [required('spec.selector'), 'spec.selector: Required value'],
    [required('metadata.name', 'name or generateName is required'), 'metadata.name: Required value: name or generateName is required'],
    [invalid('spec.replicas', -1, 'must be greater than or equal to 0'), 'spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    [invalid('a', 'x"\n<é>', 'no'), 'a: Invalid value: "x\\"\\n<é>": no'],
    [invalid('a', { app: '<x>' }, 'no'), 'a: Invalid value: {"app":"\\u003cx\\u003e"}: no'],
    [invalid('a', undefined, 'no'), 'a: Invalid value: null: no'],
    [notSupported('a', 'HTTP', ['SCTP', 'TCP']), 'a: Unsupported value: "HTTP": supported values: "SCTP", "TCP"'],
    [duplicate(index('a', 1), 'x'), 'a[1]: Duplicate value: "x"'],
    [forbidden('a', 'not allowed'), 'a: Forbidden: not allowed'],
    [tooLong('a', 1), 'a: Too long: may not be more than 1 byte'],
    [tooMany('a', 5, 2), 'a: Too many: 5: must have at most 2 items'],
  ])('%#', (error, text) => expect(formatFieldError(error)).toBe(text));
  it('gives the body alone', () => expect(fieldErrorBody(required('x', 'y'))).toBe('Required value: y'));
});

describe('statuses', () => {
  const deployments = { group: 'apps', resource: 'deployments' };
  it('speaks as the server', () => {
    expect(status.notFound(deployments, 'web').message).toBe('deployments.apps "web" not found');
    expect(status.conflictOldVersion(deployments, 'web').message).toBe(
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(status.alreadyExistsDeleting({ group: '', resource: 'pods' }, 'web').message).toBe('object is being deleted: pods "web" already exists');
    expect(status.forbidden(deployments, '', 'no').message).toBe('deployments.apps is forbidden: no');
  });
  it('lists each error once', () => {
    const twice = [required('spec.a'), required('spec.a'), required('spec.b')];
    const made = status.invalid({ group: 'apps', kind: 'Deployment' }, 'web', twice);
    expect(made.message).toBe('Deployment.apps "web" is invalid: [spec.a: Required value, spec.b: Required value]');
    expect(made.details?.causes).toHaveLength(3);
    expect(made.details?.causes?.[0]).toEqual({ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.a' });
  });
});

describe('names', () => {
  it.each([
    ['my-name', []],
    ['a.b', ['must not contain dots']],
    ['x'.repeat(64), ['must be no more than 63 characters']],
    [
      'Bad',
      [
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      ],
    ],
  ])('label %s', (name, messages) => expect(names.isDns1123Label(name)).toEqual(messages));
  it.each([
    ['http', 0],
    ['HTTP', 2],
    ['a--b', 1],
    ['-a', 1],
    ['80', 1],
    ['', 2],
    ['abcdefghijklmnop', 1],
  ])('port name %s', (name, count) => expect(names.isValidPortName(name)).toHaveLength(count));
  it.each([
    ['a', 0],
    ['example.com/a', 0],
    ['a/b/c', 1],
    ['/a', 1],
    ['a b', 1],
    ['a/', 2],
  ])('qualified name %s', (name, count) => expect(names.isQualifiedName(name)).toHaveLength(count));
  it.each([
    ['A', 0],
    ['with space', 0],
    ['a=b', 1],
    ['', 1],
    ['é', 1],
  ])('environment variable %s', (name, count) => expect(names.isRelaxedEnvVarName(name)).toHaveLength(count));
  it('takes long pasted text without running away', () => {
    const text = `${'a-'.repeat(200_000)}!`;
    const start = performance.now();
    for (const check of [names.isDns1123Label, names.isDns1123Subdomain, names.isDns1035Label, names.isQualifiedName, names.isValidLabelValue, names.isConfigMapKey])
      expect(check(text).length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(2000);
  });
  it('leaves room for what generateName adds', () => expect(names.nameIsDnsSubdomain('web-', true)).toEqual([]));
});

describe('int or string', () => {
  it.each([
    ['25%', 3, 'up', 1],
    ['25%', 3, 'down', 0],
    ['30%', 10, 'up', 3],
    ['100%', 7, 'down', 7],
    [2, 10, 'up', 2],
  ] as const)('%s of %d, rounded %s', (value, total, rounding, scaled) => expect(scaleIntOrPercent(value, total, rounding)).toEqual({ ok: true, value: scaled }));
  it.each([
    ['half', 'invalid value for IntOrString: invalid type: string is not a percentage'],
    ['x%', 'invalid value for IntOrString: invalid value "x%": strconv.Atoi: parsing "x": invalid syntax'],
  ])('refuses %s', (value, error) => expect(scaleIntOrPercent(value, 1, 'up')).toEqual({ ok: false, error }));
  it('reads flags', () => expect([parseIntOrString('80'), parseIntOrString('http'), parseIntOrString('99999999999')]).toEqual([80, 'http', '99999999999']));
});

describe('times', () => {
  const at = Date.UTC(2026, 10, 22, 5, 48, 28, 123);
  it('prints', () =>
    expect([formatTime(at), formatMicroTime(at), formatRfc1123(at)]).toEqual(['2026-11-22T05:48:28Z', '2026-11-22T05:48:28.123000Z', 'Sun, 22 Nov 2026 05:48:28 +0000']));
  it('reads zones and fractions', () => expect(parseTime('2026-11-22T07:48:28.123+02:00')).toEqual({ ok: true, value: at }));
  it.each([
    ['now', 'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"'],
    ['2026-11-22', 'parsing time "2026-11-22" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['2026-13-22T05:48:28Z', 'parsing time "2026-13-22T05:48:28Z": month out of range'],
    ['2026-02-30T05:48:28Z', 'parsing time "2026-02-30T05:48:28Z": day out of range'],
    ['2026-11-22T05:48:28Zx', 'parsing time "2026-11-22T05:48:28Zx": extra text: "x"'],
  ])('refuses %s', (text, error) => expect(parseTime(text)).toEqual({ ok: false, error }));
});

describe('object metadata', () => {
  const meta: ObjectMeta = { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '5', creationTimestamp: '2026-11-22T05:48:28Z' };
  const texts = (errors: readonly Parameters<typeof formatFieldError>[0][]): string[] => errors.map((error) => formatFieldError(error).replace(/ \(e\.g\..*/, ''));
  it('passes what is right', () => expect(validateObjectMeta(meta, { namespaced: true })).toEqual([]));
  it('checks all parts in order', () =>
    expect(
      texts(
        validateObjectMeta(
          {
            ...meta,
            name: '',
            namespace: 'a.b',
            labels: { x: 'y z' },
            annotations: { 'a b': '' },
            finalizers: ['a b'],
            ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: '', uid: 'u' }],
          },
          { namespaced: true },
        ),
      ),
    ).toEqual([
      'metadata.name: Required value: name or generateName is required',
      'metadata.namespace: Invalid value: "a.b": must not contain dots',
      "metadata.labels: Invalid value: \"y z\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      "metadata.annotations: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      'metadata.ownerReferences.name: Invalid value: "": must not be empty',
      "metadata.finalizers: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      'metadata.finalizers[0]: Invalid value: "a b": name is neither a standard finalizer name nor is it fully qualified',
    ]));
  it('keeps what may not change', () => {
    expect(texts(validateObjectMetaUpdate({ ...meta, uid: 'v', resourceVersion: '' }, meta))).toEqual([
      'metadata.resourceVersion: Invalid value: "": must be specified for an update',
      'metadata.uid: Invalid value: "v": field is immutable',
    ]);
    expect(texts(validateObjectMetaUpdate({ ...meta, deletionTimestamp: 't', finalizers: ['x/y'] }, { ...meta, deletionTimestamp: 't' }))).toEqual([
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x/y"}',
    ]);
  });
});
