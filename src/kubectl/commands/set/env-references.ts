/** `kubectl set env --list`: variables, and what they refer to (upstream: kubectl `pkg/cmd/set/env/env_resolve.go`). */
import { quantity, quantityValue, milliValue } from '../../../api/meta/quantity.ts';
import type { Unchecked } from '../../../api/meta/types.ts';
import { decodeBase64 } from '../../../api/schema/base64.ts';
import { compareStrings, quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call } from '../../command.ts';
import { errorText } from '../../failure.ts';
import { annotationsOf, kindOf, labelsOf, metadataOf, nameOf, namespaceOf, type Info } from '../../resources/info.ts';
import type { Container } from './pod-spec.ts';

interface KeyReference {
  readonly name?: string;
  readonly key?: string;
}

export function* listEnvironment(call: Call, info: Info, container: Container): Task<void> {
  call.out(`# ${kindOf(info.object) || info.mapping.kind} ${nameOf(info.object)}, container ${container.name ?? ''}\n`);
  const problems = new Map<string, string[]>();
  for (const { name = '', value, valueFrom } of container.env ?? []) {
    if (!valueFrom) {
      call.out(`${name}=${value ?? ''}\n`);
      continue;
    }
    const resolved = call.flags.bool('resolve') ? yield* resolve(call, info, container, valueFrom) : undefined;
    if (resolved?.ok) {
      call.out(`${name}=${resolved.value}\n`);
      continue;
    }
    call.out(`# ${name} from ${referenceText(valueFrom)}\n`);
    if (resolved) problems.set(resolved.error, [...(problems.get(resolved.error) ?? []), name]);
  }
  const lines = [...problems].map(([problem, names]) => `error retrieving reference for ${names.sort(compareStrings).join(', ')}: ${problem}\n`);
  for (const line of lines.sort(compareStrings)) call.err(line);
}

function referenceText(from: Unchecked): string {
  const configMap = from.configMapKeyRef as KeyReference | undefined;
  if (configMap) return `configmap ${configMap.name ?? ''}, key ${configMap.key ?? ''}`;
  const secret = from.secretKeyRef as KeyReference | undefined;
  if (secret) return `secret ${secret.name ?? ''}, key ${secret.key ?? ''}`;
  const field = from.fieldRef as { readonly fieldPath?: string } | undefined;
  if (field) return `field path ${field.fieldPath ?? ''}`;
  const resource = from.resourceFieldRef as { readonly containerName?: string; readonly resource?: string } | undefined;
  if (resource) return `resource field ${resource.containerName ? `${resource.containerName}/` : ''}${resource.resource ?? ''}`;
  return 'invalid valueFrom';
}

function* resolve(call: Call, info: Info, container: Container, from: Unchecked): Task<Result<string, string>> {
  const configMap = from.configMapKeyRef as KeyReference | undefined;
  if (configMap) return yield* keyOf(call, 'ConfigMap', 'config map', configMap);
  const secret = from.secretKeyRef as KeyReference | undefined;
  if (secret) return yield* keyOf(call, 'Secret', 'secret', secret);
  const field = from.fieldRef as { readonly fieldPath?: string } | undefined;
  if (field) return fieldOf(info.object!, field.fieldPath ?? '');
  const resource = from.resourceFieldRef as { readonly resource?: string } | undefined;
  return resource ? resourceOf(container, resource.resource ?? '') : err('invalid valueFrom');
}

function* keyOf(call: Call, kind: 'ConfigMap' | 'Secret', what: string, { name = '', key = '' }: KeyReference): Task<Result<string, string>> {
  const mapping = call.mapper.forKind('', 'v1', kind);
  if (!mapping) return err(`no kind ${kind}`);
  const got = yield* call.api.get(mapping, call.namespace, name);
  if (!got.ok) return err(errorText(got.error));
  const data = ((got.value as unknown as Unchecked).data ?? {}) as Readonly<Record<string, string>>;
  if (!Object.hasOwn(data, key)) return err(`key ${key} not found in ${what} ${name}`);
  if (kind === 'ConfigMap') return ok(data[key]!);
  return decodeBase64(data[key]!);
}

function fieldOf(object: Unchecked, path: string): Result<string, string> {
  const subscript = /^(.*)\['(.*)'\]$/.exec(path);
  if (subscript) {
    if (subscript[1] === 'metadata.annotations') return ok(annotationsOf(object)[subscript[2]!] ?? '');
    if (subscript[1] === 'metadata.labels') return ok(labelsOf(object)[subscript[2]!] ?? '');
    return err(`fieldPath ${quote(path)} does not support subscript`);
  }
  const lines = (map: Readonly<Record<string, string>>): string =>
    Object.keys(map)
      .sort(compareStrings)
      .map((k) => `${k}=${quote(map[k]!)}`)
      .join('\n');
  switch (path) {
    case 'metadata.annotations':
      return ok(lines(annotationsOf(object)));
    case 'metadata.labels':
      return ok(lines(labelsOf(object)));
    case 'metadata.name':
      return ok(nameOf(object));
    case 'metadata.namespace':
      return ok(namespaceOf(object));
    case 'metadata.uid':
      return ok(String(metadataOf(object).uid ?? ''));
    default:
      return err(`unsupported fieldPath: ${path}`);
  }
}

function resourceOf(container: Container, resource: string): Result<string, string> {
  const [side, name] = resource.split('.');
  const amounts = side === 'limits' ? container.resources?.limits : side === 'requests' ? container.resources?.requests : undefined;
  if ((side !== 'limits' && side !== 'requests') || !['cpu', 'memory', 'ephemeral-storage'].includes(name ?? '')) return err(`Unsupported container resource : ${resource}`);
  const amount = quantity(amounts?.[name!]);
  return ok(String(name === 'cpu' ? Math.ceil(milliValue(amount) / 1000) : quantityValue(amount)));
}
