/** Wire shapes of what admission is configured by. Generated from the field tags of the v1.34 API types; see shape.ts for the codes. */
import type { ShapeTable } from './shape.ts';

const operations = { operations: 'string[]', apiGroups: 'string[]', apiVersions: 'string[]', resources: 'string[]', scope: '*string' };
const webhook = {
  name: 'string!',
  clientConfig: 'WebhookClientConfig',
  rules: 'RuleWithOperations[]',
  failurePolicy: '*string',
  matchPolicy: '*string',
  namespaceSelector: '*meta.v1.LabelSelector',
  objectSelector: '*meta.v1.LabelSelector',
  sideEffects: '*string!',
  timeoutSeconds: '*int',
  admissionReviewVersions: 'string[]!',
};
const object = { kind: 'string', apiVersion: 'string', metadata: 'meta.v1.ObjectMeta' };

export const admissionregistrationV1: ShapeTable = {
  AuditAnnotation: { key: 'string!', valueExpression: 'string!' },
  ExpressionWarning: { fieldRef: 'string!', warning: 'string!' },
  MatchCondition: { name: 'string!', expression: 'string!' },
  MatchResources: {
    namespaceSelector: '*meta.v1.LabelSelector',
    objectSelector: '*meta.v1.LabelSelector',
    resourceRules: 'NamedRuleWithOperations[]',
    excludeResourceRules: 'NamedRuleWithOperations[]',
    matchPolicy: '*string',
  },
  MutatingWebhook: { ...webhook, reinvocationPolicy: '*string', matchConditions: 'MatchCondition[]' },
  MutatingWebhookConfiguration: { ...object, webhooks: 'MutatingWebhook[]' },
  NamedRuleWithOperations: { resourceNames: 'string[]', ...operations },
  ParamKind: { apiVersion: 'string', kind: 'string' },
  ParamRef: { name: 'string', namespace: 'string', selector: '*meta.v1.LabelSelector', parameterNotFoundAction: '*string' },
  RuleWithOperations: operations,
  ServiceReference: { namespace: 'string!', name: 'string!', path: '*string', port: '*int' },
  TypeChecking: { expressionWarnings: 'ExpressionWarning[]' },
  ValidatingAdmissionPolicy: { ...object, spec: 'ValidatingAdmissionPolicySpec', status: 'ValidatingAdmissionPolicyStatus' },
  ValidatingAdmissionPolicyBinding: { ...object, spec: 'ValidatingAdmissionPolicyBindingSpec' },
  ValidatingAdmissionPolicyBindingSpec: { policyName: 'string', paramRef: '*ParamRef', matchResources: '*MatchResources', validationActions: 'string[]' },
  ValidatingAdmissionPolicySpec: {
    paramKind: '*ParamKind',
    matchConstraints: '*MatchResources',
    validations: 'Validation[]',
    failurePolicy: '*string',
    auditAnnotations: 'AuditAnnotation[]',
    matchConditions: 'MatchCondition[]',
    variables: 'Variable[]',
  },
  ValidatingAdmissionPolicyStatus: { observedGeneration: 'int', typeChecking: '*TypeChecking', conditions: 'meta.v1.Condition[]' },
  ValidatingWebhook: { ...webhook, matchConditions: 'MatchCondition[]' },
  ValidatingWebhookConfiguration: { ...object, webhooks: 'ValidatingWebhook[]' },
  Validation: { expression: 'string!', message: 'string', reason: '*string', messageExpression: 'string' },
  Variable: { name: 'string!', expression: 'string!' },
  WebhookClientConfig: { url: '*string', service: '*ServiceReference', caBundle: 'bytes' },
};

export const nodeV1: ShapeTable = {
  Overhead: { podFixed: 'quantity{}' },
  RuntimeClass: { ...object, handler: 'string!', overhead: '*Overhead', scheduling: '*Scheduling' },
  Scheduling: { nodeSelector: 'string{}', tolerations: 'core.v1.Toleration[]' },
};
