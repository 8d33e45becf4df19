/** Rules of what a webhook or a policy is asked about (upstream: pkg/apis/admissionregistration/validation/validation.go validateRuleWithOperations). */
import { child, index, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import type { OperationRule } from './types.ts';

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];

/** At least one, and `*` alone. */
function wildcardAlone(path: string, words: readonly string[], what: string): FieldError[] {
  if (words.length === 0) return [required(path)];
  return words.length > 1 && words.includes('*') ? [invalid(path, words, `if '*' is present, must not specify other ${what}`)] : [];
}

function validateResources(path: string, resources: readonly string[]): FieldError[] {
  const errors: FieldError[] = resources.length === 0 ? [required(path)] : [];
  const allBelow = new Set<string>();
  const allOf = new Set<string>();
  let plain = false;
  resources.forEach((resource, i) => {
    if (resource === '') {
      errors.push(required(index(path, i)));
      return;
    }
    const slash = resource.indexOf('/');
    if (slash < 0) {
      plain = resource !== '*';
      return;
    }
    const [above, below] = [resource.slice(0, slash), resource.slice(slash + 1)];
    if (allBelow.has(above)) errors.push(invalid(index(path, i), resource, `if '${above}/*' is present, must not specify ${resource}`));
    if (allOf.has(below)) errors.push(invalid(index(path, i), resource, `if '*/${below}' is present, must not specify ${resource}`));
    if (below === '*') allBelow.add(above);
    if (above === '*') allOf.add(below);
  });
  if (resources.length > 1 && resources.includes('*/*')) errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  if (resources.includes('*') && plain) errors.push(invalid(path, resources, "if '*' is present, must not specify other resources without subresources"));
  return errors;
}

export function validateOperationRule(path: string, { operations = [], apiGroups = [], apiVersions = [], resources = [], scope }: OperationRule): FieldError[] {
  return [
    ...wildcardAlone(child(path, 'operations'), operations, 'operations'),
    ...operations.flatMap((operation, i) => (OPERATIONS.includes(operation) ? [] : [notSupported(index(child(path, 'operations'), i), operation, OPERATIONS)])),
    ...wildcardAlone(child(path, 'apiGroups'), apiGroups, 'API groups'),
    ...wildcardAlone(child(path, 'apiVersions'), apiVersions, 'API versions'),
    ...apiVersions.flatMap((version, i) => (version === '' ? [required(index(child(path, 'apiVersions'), i))] : [])),
    ...validateResources(child(path, 'resources'), resources),
    ...(scope === undefined || SCOPES.includes(scope) ? [] : [notSupported(child(path, 'scope'), scope, SCOPES)]),
  ];
}
