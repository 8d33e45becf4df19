/** Requests and limits (upstream: validation.go validateResourceRequirements, validatePodResources). */
import { forbidden, index, invalid, keyed, notSupported, required, duplicate, notFound, type FieldError } from '../../meta/field-error.ts';
import { compareQuantities, formatQuantity, parseQuantity, quantity, quantityValue } from '../../meta/quantity.ts';
import { dnsLabel } from '../checks.ts';
import { hugepagesPrefix, isHugepages, isOvercommitAllowed, validateAmount, validateContainerResourceName, validateResourceName } from '../resource-names.ts';
import type { ResourceRequirements } from '../shared-types.ts';
import { aggregateContainers, isPodLevelResource } from './resources.ts';
import type { PodSpec } from './types.ts';

function hugepageMultiple(path: string, name: string, text: string): FieldError[] {
  const page = parseQuantity(name.slice(hugepagesPrefix.length));
  const size = page.ok ? quantityValue(page.value) : 0;
  const amount = quantityValue(quantity(text));
  const divisible = page.ok && size > 0 && amount >= size ? amount % size === 0 : page.ok && amount === 0;
  return divisible ? [] : [invalid(path, text, `${text} is not positive integer multiple of ${name}`)];
}

function validateClaims(path: string, claims: ResourceRequirements['claims'], podClaims: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [at, { name, request }] of (claims ?? []).entries()) {
    const item = index(path, at);
    if (!name) {
      errors.push(required(item));
      continue;
    }
    if (names.has(name)) {
      errors.push(duplicate(item, name));
    } else {
      if (request) errors.push(...dnsLabel(`${item}.request`, request));
      const key = request ? `${name}/${request}` : name;
      if (names.has(key)) errors.push(duplicate(item, key));
      else if (!request) for (const other of names) if (other.split('/')[0] === name && other.includes('/')) errors.push(duplicate(item, name));
      names.add(key);
    }
    if (!podClaims.includes(name)) {
      const list = podClaims.length === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`;
      errors.push({ ...notFound(item, name), detail: `must be one of the names in pod.spec.resourceClaims${list}` });
    }
  }
  return errors;
}

function validateRequirements(path: string, resources: ResourceRequirements, podClaims: readonly string[], nameErrors: (path: string, name: string) => FieldError[]): FieldError[] {
  const errors: FieldError[] = [];
  const limitsPath = `${path}.limits`;
  const requestsPath = `${path}.requests`;
  const names = [...Object.keys(resources.limits ?? {}), ...Object.keys(resources.requests ?? {})];
  for (const [name, text] of Object.entries(resources.limits ?? {})) {
    const at = keyed(limitsPath, name);
    errors.push(...nameErrors(at, name), ...validateAmount(at, name, text));
    if (isHugepages(name)) errors.push(...hugepageMultiple(at, name, text));
  }
  for (const [name, text] of Object.entries(resources.requests ?? {})) {
    const at = keyed(requestsPath, name);
    errors.push(...nameErrors(at, name), ...validateAmount(at, name, text));
    const limit = resources.limits?.[name];
    if (limit !== undefined) {
      const order = compareQuantities(quantity(text), quantity(limit));
      if (order !== 0 && !isOvercommitAllowed(name)) errors.push(invalid(requestsPath, text, `must be equal to ${name} limit of ${limit}`));
      else if (order > 0) errors.push(invalid(requestsPath, text, `must be less than or equal to ${name} limit of ${limit}`));
    } else if (!isOvercommitAllowed(name)) {
      errors.push(required(limitsPath, 'Limit must be set for non overcommitable resources'));
    }
    if (isHugepages(name)) errors.push(...hugepageMultiple(at, name, text));
  }
  if (names.some(isHugepages) && !names.includes('cpu') && !names.includes('memory')) errors.push(forbidden(path, 'HugePages require cpu or memory'));
  return [...errors, ...validateClaims(`${path}.claims`, resources.claims, podClaims)];
}

export const validateContainerResources = (path: string, resources: ResourceRequirements | undefined, podClaims: readonly string[] = []): FieldError[] =>
  resources ? validateRequirements(path, resources, podClaims, validateContainerResourceName) : [];

function podResourceName(path: string, name: string): FieldError[] {
  const errors = validateResourceName(path, name);
  return errors.length > 0 || isPodLevelResource(name) ? errors : [notSupported(path, name, ['cpu', hugepagesPrefix, 'memory'])];
}

/** The pod-level block, and whether the containers fit into it. */
export function validatePodLevelResources(path: string, spec: PodSpec, podClaims: readonly string[]): FieldError[] {
  const { resources } = spec;
  if (!resources) return [];
  const at = `${path}.resources`;
  if (spec.os?.name === 'windows') return [forbidden(at, 'may not be set for a windows pod')];
  const errors: FieldError[] = resources.claims ? [forbidden(`${at}.claims`, 'claims may not be set for Resources at pod-level')] : [];
  errors.push(...validateRequirements(at, resources, podClaims, podResourceName));
  const more = (a: string | undefined, b: string): boolean => a !== undefined && compareQuantities(quantity(b), quantity(a)) > 0;
  for (const [name, sum] of aggregateContainers(spec, 'requests')) {
    const given = resources.requests?.[name];
    if (more(given, formatQuantity(sum)))
      errors.push(invalid(keyed(`${at}.requests`, name), given, `must be greater than or equal to aggregate container requests of ${formatQuantity(sum)}`));
  }
  for (const [name, sum] of aggregateContainers(spec, 'limits')) {
    const given = resources.limits?.[name];
    if (isHugepages(name) && more(given, formatQuantity(sum)))
      errors.push(invalid(keyed(`${at}.limits`, name), given, `must be greater than or equal to aggregate container limits of ${formatQuantity(sum)}`));
  }
  for (const [i, container] of (spec.containers ?? []).entries()) {
    for (const [name, limit] of Object.entries(container.resources?.limits ?? {})) {
      const given = resources.limits?.[name];
      if (more(given, limit)) errors.push(invalid(`${keyed(index(`${at}.containers`, i), name)}.limits`, limit, `must be less than or equal to pod limits of ${given}`));
    }
  }
  return errors;
}
