/** Upstream: pkg/apis/admissionregistration/validation/validation.go, apiserver pkg/util/webhook/validation.go. */
import { child, duplicate, index, invalid, required, type FieldError } from '../../meta/field-error.ts';
import { isDns1035Label, isDns1123Subdomain, isQualifiedName, isValidPortNumber } from '../../meta/names.ts';
import { validateLabelSelector } from '../../meta/selector.ts';
import { each, oneOf } from '../checks.ts';
import { validateOperationRule } from './rules.ts';
import { conditionErrors } from '../admission-policy/compilation.ts';
import { policyDeclarations } from '../admission-policy/declarations.ts';
import type { MatchCondition, Webhook, WebhookConfiguration } from './types.ts';

export const FAILURE_POLICIES = ['Fail', 'Ignore'];
export const MATCH_POLICIES = ['Equivalent', 'Exact'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];

const FORM = '; desired format: https://host[/path]';

function validateUrl(path: string, url: string): FieldError[] {
  const parts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:([^/?#@]*)@)?([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(url);
  const [scheme, user, host, query, fragment] = parts?.slice(1) ?? [];
  return [
    ...(scheme === 'https' ? [] : [invalid(path, scheme ?? '', `'https' is the only allowed URL scheme${FORM}`)]),
    ...(host ? [] : [invalid(path, '', `host must be specified${FORM}`)]),
    ...(user === undefined ? [] : [invalid(path, user, 'user information is not permitted in the URL')]),
    ...(fragment ? [invalid(path, fragment, 'fragments are not permitted in the URL')] : []),
    ...(query ? [invalid(path, query, 'query parameters are not permitted in the URL')] : []),
  ];
}

function validatePath(path: string, url: string | undefined): FieldError[] {
  if (!url || url === '/') return [];
  if (url === '//') return [invalid(path, url, 'segment[0] may not be empty')];
  return [
    ...(url.startsWith('/') ? [] : [invalid(path, url, "must start with a '/'")]),
    ...url
      .slice(1)
      .replace(/\/$/, '')
      .split('/')
      .flatMap((step, i) =>
        (step === '' ? ['may not be empty'] : isDns1123Subdomain(step)).map((text) => invalid(path, url, step === '' ? `segment[${i}] ${text}` : `segment[${i}]: ${text}`)),
      ),
  ];
}

function validateClient(path: string, { url, service }: Webhook['clientConfig']): FieldError[] {
  if ((url === undefined) === (service === undefined)) return [required(path, 'exactly one of url or service is required')];
  if (url !== undefined) return validateUrl(child(path, 'url'), url);
  const { namespace, name, path: below, port = 443 } = service!;
  const at = child(path, 'service');
  // Upstream hands over the two in the other order.
  return [
    ...(namespace ? [] : [required(child(at, 'name'))]),
    ...(name ? [] : [required(child(at, 'namespace'))]),
    ...(isValidPortNumber(port).length > 0 ? [invalid(child(at, 'port'), port, `port is not valid: ${isValidPortNumber(port).join(', ')}`)] : []),
    ...validatePath(child(at, 'path'), below),
  ];
}

export function validateMatchConditions(path: string, conditions: readonly MatchCondition[] = []): FieldError[] {
  return conditions.flatMap(({ name, expression }, i) => [
    ...((expression ?? '').trim() === '' ? [required(child(index(path, i), 'expression'))] : []),
    ...(name ? each(child(index(path, i), 'name'), name, isQualifiedName(name)) : [required(child(index(path, i), 'name'))]),
    ...(name && conditions.findIndex((other) => other.name === name) < i ? [duplicate(child(index(path, i), 'name'), name)] : []),
  ]);
}

function validateName(path: string, name: string): FieldError[] {
  if (!name) return [required(path)];
  const wrong = isDns1123Subdomain(name);
  if (wrong.length > 0) return [invalid(path, name, wrong.join(','))];
  return name.split('.').length < 3 ? [invalid(path, name, 'should be a domain with at least three segments separated by dots')] : [];
}

function validateVersions(path: string, versions: readonly string[]): FieldError[] {
  if (versions.length === 0) return [required(path, `must specify one of ${REVIEW_VERSIONS.join(', ')}`)];
  return [
    ...versions.flatMap((version, i) =>
      versions.indexOf(version) < i ? [invalid(index(path, i), version, 'duplicate version')] : each(index(path, i), version, isDns1035Label(version)),
    ),
    ...(versions.some((version) => REVIEW_VERSIONS.includes(version)) ? [] : [invalid(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`)]),
  ];
}

export function validateWebhookConfiguration({ webhooks = [] }: WebhookConfiguration): readonly FieldError[] {
  return webhooks.flatMap((webhook, i) => {
    const path = index('webhooks', i);
    const { timeoutSeconds: timeout, sideEffects } = webhook;
    return [
      ...validateName(child(path, 'name'), webhook.name),
      ...(webhook.rules ?? []).flatMap((rule, j) => validateOperationRule(index(child(path, 'rules'), j), rule)),
      ...oneOf(child(path, 'failurePolicy'), webhook.failurePolicy, FAILURE_POLICIES),
      ...oneOf(child(path, 'matchPolicy'), webhook.matchPolicy, MATCH_POLICIES),
      ...(sideEffects === null || sideEffects === undefined
        ? [required(child(path, 'sideEffects'), `must specify one of ${SIDE_EFFECTS.join(', ')}`)]
        : oneOf(child(path, 'sideEffects'), sideEffects, SIDE_EFFECTS)),
      ...(timeout !== undefined && (timeout > 30 || timeout < 1) ? [invalid(child(path, 'timeoutSeconds'), timeout, 'the timeout value must be between 1 and 30 seconds')] : []),
      ...validateLabelSelector(webhook.namespaceSelector, child(path, 'namespaceSelector')),
      ...validateLabelSelector(webhook.objectSelector, child(path, 'objectSelector')),
      ...oneOf(child(path, 'reinvocationPolicy'), webhook.reinvocationPolicy, ['IfNeeded', 'Never']),
      ...validateClient(child(path, 'clientConfig'), webhook.clientConfig),
      ...validateMatchConditions(child(path, 'matchConditions'), webhook.matchConditions),
      ...conditionErrors(child(path, 'matchConditions'), webhook.matchConditions, policyDeclarations(false)),
      ...validateVersions(child(path, 'admissionReviewVersions'), webhook.admissionReviewVersions ?? []),
      ...(webhook.name && webhooks.findIndex(({ name }) => name === webhook.name) < i ? [duplicate(child(path, 'name'), webhook.name)] : []),
    ];
  });
}
