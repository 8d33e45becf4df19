import './install.ts';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../api/meta/types.ts';
import type { ApiResponse } from '../../../engine/client.ts';
import { TestCluster } from '../../test-world.ts';

const GROUP = 'admissionregistration.k8s.io';

interface Rules {
  readonly validations?: readonly object[];
  readonly spec?: object;
  readonly binding?: object;
  readonly failurePolicy?: string;
}

/** A cluster with one bound policy about ConfigMaps; `send` creates one, or changes it where it is there. */
function guarded({ validations = [], spec = {}, binding = {}, failurePolicy = 'Fail' }: Rules) {
  const cluster = new TestCluster();
  const send = (group: string, resource: string, body: object, verb: 'create' | 'update' = 'create', name?: string): ApiResponse =>
    cluster.simulation.request({ verb, group, version: 'v1', resource, ...(group === '' && { namespace: 'default' }), ...(name && { name }), body });
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] }];
  const policy = { failurePolicy, matchConstraints: { resourceRules: rules }, validations, ...spec };
  const made = [
    send(GROUP, 'validatingadmissionpolicies', { apiVersion: `${GROUP}/v1`, kind: 'ValidatingAdmissionPolicy', metadata: { name: 'p' }, spec: policy }),
    send(GROUP, 'validatingadmissionpolicybindings', {
      apiVersion: `${GROUP}/v1`,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'b' },
      spec: { policyName: 'p', validationActions: ['Deny'], ...binding },
    }),
  ];
  const configMap = (name: string, data: object = {}, labels: object = {}) => send('', 'configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data });
  return { cluster, made, send, configMap };
}
const refusal = (answer: ApiResponse): string => (answer.ok ? 'let in' : `${answer.status.code} ${answer.status.message}`);
const denied = (name: string, text: string, code = 422): string =>
  `${code} configmaps "${name}" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ${text}`;

describe('a bound policy', () => {
  it.each<[string, object, string]>([
    ['lets in what it likes', { expression: "object.metadata.name == 'a'" }, 'let in'],
    ['names the expression', { expression: "object.metadata.name == 'b'" }, denied('a', "failed expression: object.metadata.name == 'b'")],
    ['has words of its own', { expression: 'false', message: ' no ' }, denied('a', 'no')],
    ['makes words', { expression: 'false', messageExpression: "'not ' + object.metadata.name", message: 'no' }, denied('a', 'not a')],
    ['falls back from words that it cannot make', { expression: 'false', messageExpression: 'string(object.nope)', message: 'no' }, denied('a', 'no')],
    ['has a reason', { expression: 'false', message: 'no', reason: 'Forbidden' }, denied('a', 'no', 403)],
    ['fails where it cannot tell', { expression: 'object.nope == 1' }, denied('a', "expression 'object.nope == 1' resulted in error: no such key: nope")],
    ['counts in whole numbers', { expression: 'size(object.data) == 1 && object.data.all(k, object.data[k].size() < 3)' }, 'let in'],
    ['sees the request and the namespace', { expression: "request.operation == 'CREATE' && namespaceObject.metadata.name == 'default' && oldObject == null" }, 'let in'],
    ['is skipped where it is beyond the simulation', { expression: "quantity('1').isLessThan(quantity('2'))" }, 'let in'],
  ])('%s', (_, validation, answer) => {
    expect(refusal(guarded({ validations: [validation] }).configMap('a', { x: '1' }))).toBe(answer);
  });

  it('says what it will skip', () => {
    const [policy] = guarded({ validations: [{ expression: "quantity('1') == quantity('1')" }] }).made;
    expect(policy!.warnings).toEqual([`spec.validations[0].expression: this simulation does not evaluate "quantity('1') == quantity('1')": it is skipped`]);
  });

  it('refuses expressions that are none', () => {
    const [policy] = guarded({ validations: [{ expression: 'object.' }, { expression: 'nope == 1' }] }).made;
    expect(refusal(policy!)).toContain('spec.validations[0].expression: Invalid value: "object.": compilation failed');
    expect(refusal(policy!)).toContain('spec.validations[1].expression: Invalid value: "nope == 1": compilation failed');
  });

  it('takes no notice of what its conditions and selectors leave out', () => {
    const never = [{ expression: 'false' }];
    const conditions = guarded({ validations: never, spec: { matchConditions: [{ name: 'x', expression: "object.metadata.name != 'a'" }] } });
    expect(refusal(conditions.configMap('a'))).toBe('let in');
    expect(refusal(conditions.configMap('b'))).toBe(denied('b', 'failed expression: false'));
    const labelled = guarded({ validations: never, binding: { matchResources: { objectSelector: { matchLabels: { checked: 'yes' } } } } });
    expect(refusal(labelled.configMap('a'))).toBe('let in');
    expect(refusal(labelled.configMap('b', {}, { checked: 'yes' }))).toBe(denied('b', 'failed expression: false'));
  });

  it('lets errors pass where it is told to', () =>
    expect(refusal(guarded({ validations: [{ expression: 'object.nope' }], failurePolicy: 'Ignore' }).configMap('a'))).toBe('let in'));

  it('uses variables, each once it is asked for', () => {
    const variables = [
      { name: 'size', expression: 'size(object.data)' },
      { name: 'broken', expression: 'object.nope' },
      { name: 'twice', expression: 'variables.size * 2' },
    ];
    expect(refusal(guarded({ validations: [{ expression: 'variables.twice == 4' }], spec: { variables } }).configMap('a', { x: '1', y: '2' }))).toBe('let in');
    expect(refusal(guarded({ validations: [{ expression: 'variables.broken == 4' }], spec: { variables } }).configMap('a'))).toContain(
      'composited variable "broken" fails to evaluate',
    );
  });

  it('takes parameters', () => {
    const params = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, matchConditions: [{ name: 'x', expression: "object.metadata.name != 'limits'" }] };
    const binding = { paramRef: { name: 'limits', parameterNotFoundAction: 'Deny' } };
    const { configMap } = guarded({ validations: [{ expression: 'size(object.data) <= int(params.data.most)', message: 'too many' }], spec: params, binding });
    expect(refusal(configMap('a'))).toBe(denied('a', 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'));
    const free = guarded({
      validations: [{ expression: 'size(object.data) <= int(params.data.most)', message: 'too many' }],
      spec: params,
      binding: { paramRef: { name: 'limits', parameterNotFoundAction: 'Allow' } },
    });
    expect(refusal(free.configMap('limits', { most: '1' }))).toBe('let in');
    expect(refusal(free.configMap('a', { x: '1' }))).toBe('let in');
    expect(refusal(free.configMap('b', { x: '1', y: '2' }))).toBe(denied('b', 'too many'));
  });

  it('warns instead where it is bound so, and knows the old object', () => {
    const { configMap, send } = guarded({ validations: [{ expression: 'oldObject == null', message: 'no changes' }], binding: { validationActions: ['Warn', 'Audit'] } });
    expect(refusal(configMap('a'))).toBe('let in');
    const changed = send('', 'configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { x: '1' } }, 'update', 'a');
    expect(changed.ok && changed.warnings).toEqual(["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': no changes"]);
  });

  it('has its expressions seen', () => {
    const { cluster } = guarded({ validations: [{ expression: 'true' }] });
    cluster.settle();
    expect(cluster.simulation.view.get<KubeObject & { status: object }>(`validatingadmissionpolicies.${GROUP}`, undefined, 'p')!.status).toEqual({
      observedGeneration: 1,
      typeChecking: {},
    });
  });
});
