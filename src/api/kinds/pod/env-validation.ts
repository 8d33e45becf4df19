/** Environment variables and references to fields (upstream: validation.go ValidateEnv, ValidateEnvFrom). */
import { index, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isConfigMapKey, isDns1123Subdomain, isRelaxedEnvVarName, nameIsDnsSubdomain } from '../../meta/names.ts';
import { each, qualifiedName, requiredText } from '../checks.ts';
import type { EnvFromSource, EnvVar } from './container-types.ts';
import type { ObjectFieldSelector, ResourceFieldSelector } from './volume-types.ts';

const envFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const knownFields: ReadonlySet<string> = new Set([...envFields, 'metadata.annotations', 'metadata.labels', 'spec.restartPolicy', 'spec.schedulerName', 'status.phase']);
const containerResources = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];
const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** `metadata.labels['app']` in its parts. Upstream: fieldpath.SplitMaybeSubscriptedPath. */
export function splitSubscript(path: string): { readonly path: string; readonly subscript?: string } {
  const open = path.indexOf("['");
  return path.endsWith("']") && open > 0 && open + 2 <= path.length - 2 ? { path: path.slice(0, open), subscript: path.slice(open + 2, -2) } : { path };
}

/** `allowed`: the fields without a subscript that this place knows, sorted. */
export function validateFieldRef(path: string, ref: ObjectFieldSelector, allowed: readonly string[] = envFields): FieldError[] {
  if (!ref.apiVersion) return [required(`${path}.apiVersion`)];
  if (!ref.fieldPath) return [required(`${path}.fieldPath`)];
  const fail = (why: string): FieldError[] => [invalid(`${path}.fieldPath`, ref.fieldPath, `error converting fieldPath: ${why}`)];
  if (ref.apiVersion !== 'v1') return fail(`unsupported pod version: ${ref.apiVersion}`);
  const { path: field, subscript } = splitSubscript(ref.fieldPath);
  if (subscript !== undefined) {
    if (field !== 'metadata.annotations' && field !== 'metadata.labels') return fail(`field label does not support subscript: ${ref.fieldPath}`);
    return qualifiedName(path, field === 'metadata.annotations' ? subscript.toLowerCase() : subscript);
  }
  const named = field === 'spec.host' ? 'spec.nodeName' : field;
  if (!knownFields.has(named)) return fail(`field label not supported: ${ref.fieldPath}`);
  return allowed.includes(named) ? [] : [notSupported(`${path}.fieldPath`, named, allowed)];
}

function divisorErrors(path: string, resource: string, divisor: string | undefined): FieldError[] {
  if (divisor === undefined || divisor === '0') return [];
  const bad = (what: string, values: readonly string[]): FieldError[] =>
    values.includes(divisor)
      ? []
      : [invalid(`${path}.divisor`, resource, `only divisor's values ${values.join(', ').replace('1m, 1', '1m and 1')} are supported with the ${what} resource`)];
  if (resource === 'limits.cpu' || resource === 'requests.cpu') return bad('cpu', ['1m', '1']);
  if (resource === 'limits.memory' || resource === 'requests.memory') return bad('memory', byteDivisors);
  if (resource === 'limits.ephemeral-storage' || resource === 'requests.ephemeral-storage') return bad('local ephemeral storage', byteDivisors);
  if (/^(requests|limits)\.hugepages-/.test(resource)) return bad('hugepages', byteDivisors);
  return [];
}

export function validateResourceFieldRef(path: string, ref: ResourceFieldSelector, inVolume: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const resource = ref.resource ?? '';
  if (inVolume && !ref.containerName) errors.push(required(`${path}.containerName`));
  else if (resource === '') errors.push(required(`${path}.resource`));
  else if (!containerResources.includes(resource) && !/^(requests|limits)\.hugepages-/.test(resource)) errors.push(notSupported(`${path}.resource`, resource, containerResources));
  return [...errors, ...divisorErrors(path, resource, ref.divisor)];
}

const keySelector = (path: string, ref: { readonly name?: string; readonly key: string }): FieldError[] => [
  ...each(`${path}.name`, ref.name ?? '', isDns1123Subdomain(ref.name ?? '')),
  ...(ref.key ? each(`${path}.key`, ref.key, isConfigMapKey(ref.key)) : [required(`${path}.key`)]),
];

function validateValueFrom(path: string, { value, valueFrom: from }: EnvVar): FieldError[] {
  if (!from) return [];
  const errors: FieldError[] = [];
  if (from.fieldRef) errors.push(...validateFieldRef(`${path}.fieldRef`, from.fieldRef));
  if (from.resourceFieldRef) errors.push(...validateResourceFieldRef(`${path}.resourceFieldRef`, from.resourceFieldRef, false));
  if (from.configMapKeyRef) errors.push(...keySelector(`${path}.configMapKeyRef`, from.configMapKeyRef));
  if (from.secretKeyRef) errors.push(...keySelector(`${path}.secretKeyRef`, from.secretKeyRef));
  const sources = [from.fieldRef, from.resourceFieldRef, from.configMapKeyRef, from.secretKeyRef].filter(Boolean).length;
  if (sources === 0) errors.push(invalid(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'));
  else if (value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  return errors;
}

export function validateEnv(path: string, env: readonly EnvVar[] | undefined): FieldError[] {
  return (env ?? []).flatMap((variable, i) => {
    const at = index(path, i);
    const name = variable.name ? each(`${at}.name`, variable.name, isRelaxedEnvVarName(variable.name)) : [required(`${at}.name`)];
    return [...name, ...validateValueFrom(`${at}.valueFrom`, variable)];
  });
}

const sourceName = (path: string, name: string | undefined): FieldError[] =>
  name ? each(`${path}.name`, name, nameIsDnsSubdomain(name, true)) : requiredText(`${path}.name`, name);

export function validateEnvFrom(path: string, sources: readonly EnvFromSource[] | undefined): FieldError[] {
  return (sources ?? []).flatMap((source, i) => {
    const at = index(path, i);
    const errors: FieldError[] = source.prefix ? each(`${at}.prefix`, source.prefix, isRelaxedEnvVarName(source.prefix)) : [];
    if (source.configMapRef) errors.push(...sourceName(`${at}.configMapRef`, source.configMapRef.name));
    if (source.secretRef) errors.push(...sourceName(`${at}.secretRef`, source.secretRef.name));
    const count = [source.configMapRef, source.secretRef].filter(Boolean).length;
    if (count === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (count > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}
