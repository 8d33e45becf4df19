/** Which resources there are, and what amounts of them are allowed (upstream: pkg/apis/core/helper/helpers.go, validation.go). */
import { invalid, type FieldError } from '../meta/field-error.ts';
import { isQualifiedName } from '../meta/names.ts';
import { milliValue, quantity, type Quantity } from '../meta/quantity.ts';
import { each, nonnegativeQuantity } from './checks.ts';

export const hugepagesPrefix = 'hugepages-';
/** What a container can ask for, without huge pages and devices. */
const compute = ['cpu', 'memory', 'ephemeral-storage'];
/** The compute resources as a quota names them: bare, and as requests and limits. */
export const computeQuotaResources: readonly string[] = [...compute, ...compute.map((name) => `requests.${name}`), ...compute.map((name) => `limits.${name}`)];
const wholeNumbers: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);
const standard: ReadonlySet<string> = new Set([...computeQuotaResources, ...wholeNumbers, 'storage', 'requests.storage']);

export const isHugepages = (name: string): boolean => name.startsWith(hugepagesPrefix);
export const isNativeResource = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
/** A device or the like under a vendor's name (`nvidia.com/gpu`). */
export const isExtendedResource = (name: string): boolean => !isNativeResource(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
export const isStandardContainerResource = (name: string): boolean => compute.includes(name) || isHugepages(name);
export const isStandardResource = (name: string): boolean => standard.has(name) || isHugepages(name) || name.startsWith('requests.hugepages-');
/** What a quota can limit, of the names without a domain. */
export const isQuotaResource = (name: string): boolean => name !== 'storage' && isStandardResource(name);
export const isWholeNumberResource = (name: string): boolean => wholeNumbers.has(name) || isExtendedResource(name);
/** Whether a node may promise more of it than it has. */
export const isOvercommitAllowed = (name: string): boolean => isNativeResource(name) && !isHugepages(name);

export function validateResourceName(path: string, name: string): FieldError[] {
  const errors = each(path, name, isQualifiedName(name));
  if (errors.length === 0 && !name.includes('/') && !isStandardResource(name)) return [invalid(path, name, 'must be a standard resource type or fully qualified')];
  return errors;
}

export function validateContainerResourceName(path: string, name: string): FieldError[] {
  const errors = validateResourceName(path, name);
  if (!name.includes('/')) {
    if (!isStandardContainerResource(name)) errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

/** A binary amount of 8Pi and more is a fraction to the server: its thousandths do not go into 64 bits, and what is left of them is looked at. */
function isFraction(amount: Quantity): boolean {
  if (amount.format !== 'BinarySI') return milliValue(amount) % 1000 !== 0;
  const thousandths = amount.exponent >= -3 ? amount.mantissa * 10n ** BigInt(amount.exponent + 3) : undefined;
  return thousandths === undefined ? milliValue(amount) % 1000 !== 0 : BigInt.asIntN(64, thousandths) % 1000n !== 0n;
}

/** Not negative, and whole where only whole ones exist. */
export function validateAmount(path: string, name: string, text: string): FieldError[] {
  const errors = nonnegativeQuantity(path, text);
  if (isWholeNumberResource(name) && isFraction(quantity(text))) errors.push(invalid(path, text, 'must be an integer'));
  return errors;
}

/** What `warnings` says of fractions of bytes. */
export const isFractionOfByte = (text: string | undefined): boolean => text !== undefined && isFraction(quantity(text));
