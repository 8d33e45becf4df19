/** What expressions of policies may speak of (upstream: apiserver pkg/admission/plugin/cel/compile.go). */
import type { Declarations } from '../custom-resource/rules/compile/compile.ts';
import { BOOL, DYN, INT, listOf, mapOf, plain, STRING, structOf, type Type } from '../custom-resource/rules/compile/types.ts';

const texts = (name: string, fields: string): Type => structOf(name, Object.fromEntries(fields.split(' ').map((field) => [field, STRING])));

const KIND = texts('kubernetes.GroupVersionKind', 'group version kind');
const RESOURCE = texts('kubernetes.GroupVersionResource', 'group version resource');
const USER = structOf('kubernetes.UserInfo', { username: STRING, uid: STRING, groups: listOf(STRING), extra: mapOf(STRING, listOf(STRING)) });
const REQUEST = structOf('kubernetes.AdmissionRequest', {
  ...Object.fromEntries('subResource requestSubResource name namespace operation'.split(' ').map((field) => [field, STRING])),
  ...{ kind: KIND, resource: RESOURCE, requestKind: KIND, requestResource: RESOURCE, userInfo: USER, dryRun: BOOL, options: DYN },
});
const TIME = plain('timestamp');
const NAMESPACE = structOf('kubernetes.Namespace', {
  metadata: structOf('kubernetes.NamespaceMetadata', {
    ...Object.fromEntries('name generateName namespace UID resourceVersion'.split(' ').map((field) => [field, STRING])),
    ...{ labels: mapOf(STRING, STRING), annotations: mapOf(STRING, STRING), creationTimestamp: TIME, deletionTimestamp: TIME },
    ...{ deletionGracePeriodSeconds: INT, generation: INT, finalizers: listOf(STRING) },
  }),
  spec: structOf('kubernetes.NamespaceSpec', { finalizers: listOf(STRING) }),
  status: structOf('kubernetes.NamespaceStatus', { phase: STRING }),
});

const ADMISSION: Declarations = {
  object: DYN,
  oldObject: DYN,
  request: REQUEST,
  authorizer: plain('kubernetes.authorization.Authorizer'),
  'authorizer.requestResource': plain('kubernetes.authorization.ResourceCheck'),
};
/** `params`: the policy has some. */
export const policyDeclarations = (params: boolean): Declarations => ({ ...ADMISSION, namespaceObject: NAMESPACE, ...(params ? { params: DYN } : {}) });
/** With what the policy's variables give. */
export const withVariables = (declarations: Declarations, variables: Readonly<Record<string, Type>>): Declarations => ({
  ...declarations,
  variables: structOf('kubernetes.variables', variables),
});
