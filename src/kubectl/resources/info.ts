/** One object that a command works on: named on the command line, listed, or read from a file (upstream: cli-runtime `resource/visitor.go` Info). */
import type { Unchecked } from '../../api/meta/types.ts';
import { quote } from '../../base/go-format.ts';
import type { Mapping } from '../rest-mapper.ts';

export interface Info {
  mapping: Mapping;
  /** Empty for cluster-scoped objects, and for a file that names none until the namespace is filled in. */
  namespace: string;
  name: string;
  /** The file it was read from. */
  readonly source?: string;
  /** As read from the file, or the newest answer of the server. Replaced, never changed. */
  object?: Unchecked;
  readonly subresource?: string;
}

type Fields = Readonly<Record<string, unknown>>;
const record = (value: unknown): Fields => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const metadataOf = (object: Unchecked | undefined): Fields => record(object?.metadata);
export const nameOf = (object: Unchecked | undefined): string => text(metadataOf(object).name);
export const namespaceOf = (object: Unchecked | undefined): string => text(metadataOf(object).namespace);
export const kindOf = (object: Unchecked | undefined): string => text(object?.kind);
export const apiVersionOfObject = (object: Unchecked | undefined): string => text(object?.apiVersion);
export const resourceVersionOf = (object: Unchecked | undefined): string => text(metadataOf(object).resourceVersion);
export const labelsOf = (object: Unchecked | undefined): Readonly<Record<string, string>> => record(metadataOf(object).labels) as Readonly<Record<string, string>>;
export const annotationsOf = (object: Unchecked | undefined): Readonly<Record<string, string>> => record(metadataOf(object).annotations) as Readonly<Record<string, string>>;
export const isList = (object: Unchecked | undefined): boolean => Array.isArray(object?.items);

/** The object with some of its metadata replaced; `undefined` drops a field. */
export function withMetadata(object: Unchecked, changes: Fields): Unchecked {
  const metadata: Record<string, unknown> = { ...metadataOf(object) };
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) delete metadata[key];
    else metadata[key] = value;
  }
  return { ...object, metadata };
}

/** Takes the server's answer as the object, with its name and namespace. */
export function refresh(info: Info, object: Unchecked): void {
  info.object = object;
  info.name = nameOf(object);
  info.namespace = namespaceOf(object);
}

/** How messages of `apply` name an object (upstream: Info.String). */
export function describeInfo(info: Info): string {
  const { group, version, resource, kind } = info.mapping;
  return `Resource: ${quote(`${group}/${version}, Resource=${resource}`)}, GroupVersionKind: ${quote(`${group}/${version}, Kind=${kind}`)}\nName: ${quote(info.name)}, Namespace: ${quote(info.namespace)}`;
}
