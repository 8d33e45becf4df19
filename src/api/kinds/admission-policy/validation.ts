/** Upstream: pkg/apis/admissionregistration/validation/validation.go. */
import { child, duplicate, forbidden, index, invalid, required, type FieldError } from '../../meta/field-error.ts';
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName, isQualifiedName } from '../../meta/names.ts';
import { validateLabelSelector } from '../../meta/selector.ts';
import { each, oneOf } from '../checks.ts';
import { validateOperationRule } from '../webhook-configuration/rules.ts';
import { FAILURE_POLICIES, MATCH_POLICIES, validateMatchConditions } from '../webhook-configuration/validation.ts';
import type { Declarations } from '../custom-resource/rules/compile/compile.ts';
import type { Type } from '../custom-resource/rules/compile/types.ts';
import { conditionErrors, judged } from './compilation.ts';
import { policyDeclarations, withVariables } from './declarations.ts';
import type { AdmissionPolicy, AdmissionPolicyBinding, MatchResources, NamedRule, PolicyValidation } from './types.ts';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const ACTIONS = ['Audit', 'Deny', 'Warn'];

const namedRule = (path: string, rule: NamedRule): FieldError[] => [
  ...(rule.resourceNames ?? []).flatMap((name, i, names) => {
    const at = index(child(path, 'resourceNames'), i);
    return [...each(at, name, isPathSegmentName(name)), ...(names.indexOf(name) < i ? [duplicate(at, name)] : [])];
  }),
  ...validateOperationRule(path, rule),
];

const matchResources = (path: string, match: MatchResources): FieldError[] => [
  ...oneOf(child(path, 'matchPolicy'), match.matchPolicy, MATCH_POLICIES),
  ...validateLabelSelector(match.namespaceSelector, child(path, 'namespaceSelector')),
  ...validateLabelSelector(match.objectSelector, child(path, 'objectSelector')),
  ...(['resourceRules', 'excludeResourceRules'] as const).flatMap((list) => (match[list] ?? []).flatMap((rule, i) => namedRule(index(child(path, list), i), rule))),
];

function paramKind({ apiVersion = '', kind = '' }: NonNullable<AdmissionPolicy['spec']['paramKind']>): FieldError[] {
  const parts = apiVersion.split('/');
  const [group, version] = parts.length === 1 ? ['', apiVersion] : parts;
  const versionErrors =
    apiVersion === ''
      ? [required('spec.paramKind.apiVersion')]
      : parts.length > 2
        ? [invalid('spec.paramKind.apiVersion', apiVersion, `unexpected GroupVersion string: ${apiVersion}`)]
        : [
            ...(group && isDns1123Subdomain(group).length > 0 ? [invalid('spec.paramKind.apiVersion', group, isDns1123Subdomain(group).join(','))] : []),
            ...(version
              ? isDns1035Label(version).length > 0
                ? [invalid('spec.paramKind.apiVersion', version, isDns1035Label(version).join(','))]
                : []
              : [invalid('spec.paramKind.apiVersion', apiVersion, 'version must be specified')]),
          ];
  const wrongKind = isDns1035Label(kind.toLowerCase());
  if (kind === '') return [...versionErrors, required('spec.paramKind.kind')];
  return [...versionErrors, ...(wrongKind.length > 0 ? [invalid('spec.paramKind.kind', kind, `may have mixed case, but should otherwise match: ${wrongKind.join(',')}`)] : [])];
}

const validation = (path: string, { expression, message, messageExpression, reason }: PolicyValidation, known: Declarations): FieldError[] => [
  ...((expression ?? '').trim() === ''
    ? [required(child(path, 'expression'), 'expression is not specified')]
    : judged(child(path, 'expression'), expression, known, ['bool']).errors),
  ...(messageExpression === undefined
    ? []
    : messageExpression.trim() === ''
      ? [invalid(child(path, 'messageExpression'), messageExpression, 'must be non-empty if specified')]
      : judged(child(path, 'messageExpression'), messageExpression, known, ['string']).errors),
  ...(message !== undefined && message.trim() === '' ? [invalid(child(path, 'message'), message, 'must be non-empty if specified')] : []),
  ...(message?.trim().includes('\n') ? [invalid(child(path, 'message'), message, 'must not contain line breaks')] : []),
  ...oneOf(child(path, 'reason'), reason, REASONS),
];

/** Each may speak of those before it. */
function variableErrors(
  variables: readonly { readonly name: string; readonly expression: string }[],
  declared: Declarations,
): { readonly errors: FieldError[]; readonly known: Declarations } {
  const errors: FieldError[] = [];
  const types: Record<string, Type> = {};
  variables.forEach(({ name, expression }, i) => {
    const path = index('spec.variables', i);
    if ((name ?? '').trim() === '') errors.push(required(child(path, 'name'), 'name is not specified'));
    else if (!/^[A-Za-z_]\w*$/.test(name)) errors.push(invalid(child(path, 'name'), name, 'must be a valid CEL identifier'));
    if ((expression ?? '').trim() === '') errors.push(required(child(path, 'expression'), 'expression is not specified'));
    else {
      const made = judged(child(path, 'expression'), expression, withVariables(declared, types), []);
      errors.push(...made.errors);
      types[name] = made.type;
    }
  });
  return { errors, known: variables.length > 0 ? withVariables(declared, types) : declared };
}

export function validatePolicy(policy: AdmissionPolicy): readonly FieldError[] {
  const { spec } = policy;
  const { matchConstraints, variables = [], validations = [], auditAnnotations = [] } = spec;
  const named = policy.metadata.name ?? '';
  const declared = policyDeclarations(spec.paramKind !== undefined);
  const variablesRead = variableErrors(variables, declared);
  const { known } = variablesRead;
  return [
    ...oneOf('spec.failurePolicy', spec.failurePolicy, FAILURE_POLICIES),
    ...(spec.paramKind ? paramKind(spec.paramKind) : []),
    ...(matchConstraints ? matchResources('spec.matchConstraints', matchConstraints) : [required('spec.matchConstraints')]),
    ...(matchConstraints && (matchConstraints.resourceRules ?? []).length === 0 ? [required('spec.matchConstraints.resourceRules')] : []),
    ...validateMatchConditions('spec.matchConditions', spec.matchConditions),
    ...conditionErrors('spec.matchConditions', spec.matchConditions, declared),
    ...variablesRead.errors,
    ...(validations.length === 0 && auditAnnotations.length === 0
      ? ['spec.validations', 'spec.auditAnnotations'].map((path) => required(path, 'validations or auditAnnotations must contain at least one item'))
      : validations.flatMap((item, i) => validation(index('spec.validations', i), item, known))),
    ...auditAnnotations.flatMap(({ key, valueExpression }, i) => {
      const path = index('spec.auditAnnotations', i);
      return [
        ...each(child(path, 'key'), `${named}/${key}`, isQualifiedName(`${named}/${key}`)),
        ...((valueExpression ?? '').trim() === ''
          ? [required(child(path, 'valueExpression'), 'valueExpression is not specified')]
          : judged(child(path, 'valueExpression'), valueExpression, known, ['string', 'null_type']).errors),
        ...(auditAnnotations.findIndex((other) => other.key === key) < i ? [duplicate(child(path, 'key'), key)] : []),
      ];
    }),
  ];
}

function validateParams({ name, selector, parameterNotFoundAction }: NonNullable<AdmissionPolicyBinding['spec']['paramRef']>): FieldError[] {
  const path = 'spec.paramRef';
  const both = name && selector !== undefined;
  return [
    ...(name ? each(child(path, 'name'), name, isPathSegmentName(name)) : []),
    ...(both ? [forbidden(child(path, 'name'), 'name and selector are mutually exclusive')] : []),
    ...validateLabelSelector(selector, child(path, 'selector')),
    ...(both ? [forbidden(child(path, 'selector'), 'name and selector are mutually exclusive')] : []),
    ...(!name && selector === undefined ? [required(path, 'one of name or selector must be specified')] : []),
    ...(parameterNotFoundAction ? oneOf(child(path, 'parameterNotFoundAction'), parameterNotFoundAction, ['Deny', 'Allow']) : [required(child(path, 'parameterNotFoundAction'))]),
  ];
}

export function validateBinding({ spec }: AdmissionPolicyBinding): readonly FieldError[] {
  const { policyName, paramRef, matchResources: match, validationActions: actions = [] } = spec;
  return [
    ...(policyName ? each('spec.policyName', policyName, isDns1123Subdomain(policyName)) : [required('spec.policyName')]),
    ...(paramRef ? validateParams(paramRef) : []),
    ...(match ? matchResources('spec.matchResources', match) : []),
    ...actions.flatMap((action, i) => [
      ...oneOf(index('spec.validationActions', i), action, ACTIONS),
      ...(actions.indexOf(action) < i ? [duplicate(index('spec.validationActions', i), action)] : []),
    ]),
    ...(actions.includes('Deny') && actions.includes('Warn')
      ? [
          invalid(
            'spec.validationActions',
            actions,
            'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
          ),
        ]
      : []),
    ...(actions.length === 0 ? [required('spec.validationActions', 'at least one validation action is required')] : []),
  ];
}
