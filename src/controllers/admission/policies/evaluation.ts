/** What a bound ValidatingAdmissionPolicy makes of a request (upstream: apiserver pkg/admission/plugin/policy/validating). A late part: see install.ts. */
import type { AdmissionPolicy, AdmissionPolicyBinding, MatchResources, NamedRule } from '../../../api/kinds/admission-policy/types.ts';
import { policyExpression } from '../../../api/kinds/admission-policy/expressions.ts';
import { policyValue } from '../../../api/kinds/admission-policy/values.ts';
import { evaluateWith, type Evaluated } from '../../../api/kinds/custom-resource/rules/expression.ts';
import { matchesLabelSelector } from '../../../api/meta/selector.ts';
import type { Status, StatusReason } from '../../../api/meta/status.ts';
import type { KubeObject } from '../../../api/meta/types.ts';
import type { AdmissionRequest, Context } from '../../../engine/component.ts';
import { kindNamed, kindOfResource } from '../../common/descriptors.ts';
import { groupResourceOf, refuse } from '../attributes.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Denial {
  readonly text: string;
  readonly reason?: string | undefined;
}

/** What one policy with its bindings says to a request: warns, or gives the refusal. */
export function consultPolicy(policy: AdmissionPolicy, bindings: readonly AdmissionPolicyBinding[], request: AdmissionRequest, context: Context): Status | undefined {
  if (!matches(policy.spec.matchConstraints ?? {}, request, context)) return undefined;
  for (const binding of bindings) {
    if (binding.spec.matchResources && !matches(binding.spec.matchResources, request, context)) continue;
    const refusal = consult(policy, binding, request, context);
    if (refusal) return refusal;
  }
  return undefined;
}

function consult(policy: AdmissionPolicy, binding: AdmissionPolicyBinding, request: AdmissionRequest, context: Context): Status | undefined {
  const actions = binding.spec.validationActions ?? [];
  const named = `'${policy.metadata.name}' with binding '${binding.metadata.name}'`;
  const params = paramsOf(policy, binding, request, context);
  const denials: readonly Denial[] =
    'problem' in params
      ? policy.spec.failurePolicy === 'Ignore'
        ? []
        : [{ text: `failed to configure binding: ${params.problem}` }]
      : params.found.flatMap((param) => validate(policy, variablesFor(request, context, param)));
  for (const { text, reason = 'Invalid' } of denials) {
    if (actions.includes('Warn')) request.warn(`Validation failed for ValidatingAdmissionPolicy ${named}: ${text}`);
    if (!actions.includes('Deny') && !('problem' in params)) continue;
    const message = `ValidatingAdmissionPolicy ${named} denied request: ${text}`;
    const status = refuse(request, message);
    return { ...status, reason: reason as StatusReason, code: CODES[reason] ?? 422, details: { ...status.details, causes: [{ reason: '', message, field: '' }] } };
  }
  return undefined;
}
const CODES: Readonly<Record<string, number>> = { Invalid: 422, Forbidden: 403, RequestEntityTooLarge: 413, Unauthorized: 401 };

/** What one evaluation of the policy comes to. */
function validate({ spec }: AdmissionPolicy, variables: Fields): readonly Denial[] {
  const onError = (text: string): readonly Denial[] => (spec.failurePolicy === 'Ignore' ? [] : [{ text }]);
  const conditions = (spec.matchConditions ?? []).map(({ expression }) => run(expression, variables));
  if (conditions.some((result) => typeof result === 'object' && 'value' in result && result.value !== true)) return [];
  const broken = conditions.filter((result) => result !== undefined).map(problemOf);
  if (broken.some((problem) => problem !== '')) return onError(broken.filter((problem) => problem !== '').join(', '));
  const own: Fields = Object.defineProperties(
    {},
    Object.fromEntries(
      (spec.variables ?? []).map(({ name, expression }) => [name, { enumerable: true, get: (): unknown => composed(name, expression, { ...variables, variables: own }) }]),
    ),
  ) as Fields;
  const all = { ...variables, variables: own };
  return (spec.validations ?? []).flatMap(({ expression, message, messageExpression, reason }): readonly Denial[] => {
    const result = run(expression, all);
    if (result === undefined) return [];
    if (typeof result === 'string' || 'error' in result) return onError(`expression '${expression}' resulted in error: ${problemOf(result)}`);
    if (result.value === true) return [];
    const made = messageExpression === undefined ? undefined : run(messageExpression, all);
    const words = typeof made === 'object' && 'value' in made && typeof made.value === 'string' ? made.value.trim() : '';
    return [{ text: (words.includes('\n') ? '' : words) || message?.trim() || `failed expression: ${expression.trim()}`, reason }];
  });
}

/** `undefined`: it is beyond this simulation, which was said when the policy was made. */
function run(text: string, variables: Fields): Evaluated | undefined {
  const expression = policyExpression(text);
  return expression && evaluateWith(expression, variables);
}

const problemOf = (result: Evaluated): string => (typeof result === 'string' ? 'operation cancelled: actual cost limit exceeded' : 'error' in result ? result.error : '');

function composed(name: string, expression: string, variables: Fields): unknown {
  const result = run(expression, variables);
  if (result === undefined) return null;
  if (typeof result === 'string' || 'error' in result) throw new Error(`composited variable "${name}" fails to evaluate: ${problemOf(result)}`);
  return result.value;
}

function variablesFor(request: AdmissionRequest, context: Context, params: KubeObject | undefined): Fields {
  const { operation, object, old, namespace, name, subresource, dryRun } = request;
  const { group, resource } = groupResourceOf(request.resource);
  const kind = kindOfResource(context, request.resource);
  const version = kind?.version ?? 'v1';
  const about = namespace === undefined || request.resource === 'namespaces' ? undefined : context.get('namespaces', undefined, namespace);
  const kindFields = { group, version, kind: kind?.kind ?? '' };
  return {
    object: operation === 'DELETE' ? null : policyValue(object, kind),
    oldObject: old ? policyValue(old, kind) : null,
    params: params ? policyValue(params, kindNamed(context, params.apiVersion, params.kind)) : null,
    namespaceObject: about ? policyValue(about, kindOfResource(context, 'namespaces')) : null,
    variables: {},
    request: {
      kind: kindFields,
      requestKind: kindFields,
      resource: { group, version, resource },
      requestResource: { group, version, resource },
      ...(subresource && { subResource: subresource, requestSubResource: subresource }),
      name,
      ...(namespace !== undefined && { __namespace__: namespace, namespace }),
      operation,
      userInfo: { username: 'kubernetes-admin', uid: '1', groups: ['system:masters', 'system:authenticated'] },
      dryRun,
    },
  };
}

type Params = { readonly found: readonly (KubeObject | undefined)[] } | { readonly problem: string };

function paramsOf(policy: AdmissionPolicy, binding: AdmissionPolicyBinding, { namespace }: AdmissionRequest, context: Context): Params {
  const { paramKind } = policy.spec;
  const { paramRef } = binding.spec;
  if (!paramKind || !paramRef) return { found: [undefined] };
  const kind = kindNamed(context, paramKind.apiVersion ?? '', paramKind.kind ?? '');
  if (!kind) return { problem: `paramKind kind \`&ParamKind{APIVersion:${paramKind.apiVersion},Kind:${paramKind.kind},}\` not known` };
  const within = paramRef.namespace ?? namespace;
  if (kind.namespaced && within === undefined) return { problem: 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources' };
  if (!kind.namespaced && paramRef.namespace) return { problem: 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`' };
  const resource = kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
  const found = context
    .list(resource, kind.namespaced ? within : undefined)
    .filter(({ metadata }) => (paramRef.name ? metadata.name === paramRef.name : matchesLabelSelector(paramRef.selector, metadata.labels)));
  if (found.length === 0 && paramRef.parameterNotFoundAction === 'Deny') return { problem: 'no params found for policy binding with `Deny` parameterNotFoundAction' };
  return { found };
}

/** Whether the request is one of those that are meant (upstream: pkg/admission/plugin/policy/matching). */
function matches(match: MatchResources, request: AdmissionRequest, context: Context): boolean {
  const { object, old, namespace } = request;
  const about = request.resource === 'namespaces' ? object : namespace === undefined ? undefined : context.get('namespaces', undefined, namespace);
  if (about && !matchesLabelSelector(match.namespaceSelector ?? {}, about.metadata.labels)) return false;
  const sides = [request.operation === 'DELETE' ? undefined : object, old].filter((side) => side !== undefined);
  if (!sides.some(({ metadata }) => matchesLabelSelector(match.objectSelector ?? {}, metadata.labels))) return false;
  const named = (rules: readonly NamedRule[]): boolean => rules.some((rule) => isAbout(rule, request, context));
  if (named(match.excludeResourceRules ?? [])) return false;
  return (match.resourceRules ?? []).length === 0 || named(match.resourceRules ?? []);
}

const has = (words: readonly string[] | undefined, word: string): boolean => words?.some((each) => each === '*' || each === word) ?? false;

function isAbout({ operations, apiGroups, apiVersions, resources, scope = '*', resourceNames = [] }: NamedRule, request: AdmissionRequest, context: Context): boolean {
  const { group, resource } = groupResourceOf(request.resource);
  const { subresource, operation, name } = request;
  const version = kindOfResource(context, request.resource)?.version ?? 'v1';
  const meant = (resources ?? []).some((pattern) => {
    const [above, below = ''] = pattern.split('/');
    return (above === '*' || above === resource) && (below === '*' || below === subresource);
  });
  if (!has(operations, operation) || !has(apiGroups, group) || !has(apiVersions, version) || !meant) return false;
  const namespaced = request.namespace !== undefined && request.resource !== 'namespaces';
  if (scope !== '*' && (scope === 'Namespaced') !== namespaced) return false;
  return resourceNames.length === 0 || resourceNames.includes(name);
}
