/** Upstream: pkg/apis/core/validation/validation.go ValidateResourceQuota, ValidateResourceQuotaUpdate, ValidateResourceQuotaStatusUpdate. */
import { compareStrings } from '../../../base/go-format.ts';
import { invalid, keyed, required, type FieldError } from '../../meta/field-error.ts';
import { isQuotaResource, validateAmount, validateResourceName } from '../resource-names.ts';
import { goValue } from '../shapes/go-value.ts';
import type { ResourceList } from '../shared-types.ts';
import type { ResourceQuota, ResourceQuotaSpec } from './types.ts';

const validateList = (path: string, list: ResourceList | undefined): FieldError[] =>
  Object.entries(list ?? {}).flatMap(([name, amount]) => [
    ...validateResourceName(keyed(path, name), name),
    ...(name.includes('/') || isQuotaResource(name) ? [] : [invalid(keyed(path, name), name, 'must be a standard resource for quota')]),
    ...validateAmount(keyed(path, name), name, amount),
  ]);

const computeResources = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const podResources: ReadonlySet<string> = new Set(['pods', ...computeResources]);
/** What each scope can be used with. */
const resourcesOfScope: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Terminating', podResources],
  ['NotTerminating', podResources],
  ['NotBestEffort', podResources],
  ['PriorityClass', podResources],
  ['CrossNamespacePodAffinity', podResources],
  ['BestEffort', new Set(['pods'])],
  ['VolumeAttributesClass', new Set(['persistentvolumeclaims', 'requests.storage'])],
]);
const conflicting = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

/** How many of the limited resources `scope` can not be used with. */
function countUnsuitable(scope: string, { hard }: ResourceQuotaSpec): number {
  const suitable = resourcesOfScope.get(scope);
  return suitable
    ? Object.keys(hard ?? {})
        .sort(compareStrings)
        .filter((name) => isQuotaResource(name) && !suitable.has(name)).length
    : 0;
}

const conflicts = (path: string, scopes: readonly string[], value: unknown): FieldError[] =>
  conflicting.flatMap((pair) => (pair.every((scope) => scopes.includes(scope)) ? [invalid(path, value, 'conflicting scopes')] : []));

function validateScopes(path: string, spec: ResourceQuotaSpec): FieldError[] {
  const scopes = spec.scopes ?? [];
  return [
    ...scopes.flatMap((scope) => [
      ...(resourcesOfScope.has(scope) ? [] : [invalid(path, scopes, 'unsupported scope')]),
      ...Array.from({ length: countUnsuitable(scope, spec) }, () => invalid(path, scopes, 'unsupported scope applied to resource')),
    ]),
    ...conflicts(path, scopes, scopes),
  ];
}

const needExists: ReadonlySet<string> = new Set(['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity']);

function validateScopeSelector(path: string, spec: ResourceQuotaSpec): FieldError[] {
  const requirements = spec.scopeSelector?.matchExpressions ?? [];
  const errors: FieldError[] = [];
  for (const { scopeName, operator, values = [] } of requirements) {
    if (!resourcesOfScope.has(scopeName)) errors.push(invalid(`${path}.scopeName`, scopeName, 'unsupported scope'));
    for (let left = countUnsuitable(scopeName, spec); left > 0; left -= 1)
      errors.push(invalid(path, goValue('core.v1.ScopeSelector', spec.scopeSelector), 'unsupported scope applied to resource'));
    if (needExists.has(scopeName) && operator !== 'Exists') {
      errors.push(
        invalid(
          `${path}.operator`,
          operator,
          "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
        ),
      );
    }
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) errors.push(required(`${path}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) errors.push(invalid(`${path}.values`, values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
    } else {
      errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
    }
  }
  return [
    ...errors,
    ...conflicts(
      path,
      requirements.map(({ scopeName }) => scopeName),
      spec.scopes,
    ),
  ];
}

export const validateResourceQuota = ({ spec }: ResourceQuota): readonly FieldError[] => [
  ...validateList('spec.hard', spec.hard),
  ...validateScopes('spec.scopes', spec),
  ...validateScopeSelector('spec.scopeSelector.matchExpressions', spec),
];

const sameScopes = (one: readonly string[], other: readonly string[]): boolean => one.every((scope) => other.includes(scope)) && other.every((scope) => one.includes(scope));

export function validateResourceQuotaUpdate({ spec, status }: ResourceQuota, old: ResourceQuota, subresource: '' | 'status'): readonly FieldError[] {
  if (subresource === 'status') return [...validateList('status.hard', status.hard), ...validateList('status.used', status.used)];
  return sameScopes(spec.scopes ?? [], old.spec.scopes ?? []) ? [] : [invalid('spec.scopes', spec.scopes, 'field is immutable')];
}
