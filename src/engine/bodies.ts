/** Bodies of requests: JSON as sent ⇄ objects as stored, for each version that a kind is served in. */
import type { KindDescriptor } from '../api/descriptor.ts';
import type { Status } from '../api/meta/status.ts';
import type { KubeObject, Unchecked } from '../api/meta/types.ts';
import { ok, type Result } from '../base/result.ts';
import type { ApiRequest, RequestOptions } from './client.ts';

export interface ServedVersion {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: string;
  readonly toStored?: (object: Unchecked) => Unchecked;
  readonly fromStored?: (object: KubeObject) => Unchecked;
}

const apiVersionOf = (group: string, version: string) => (group === '' ? version : `${group}/${version}`);

export function servedVersion(descriptor: KindDescriptor, { group, version }: Pick<ApiRequest, 'group' | 'version'>): ServedVersion {
  const apiVersion = apiVersionOf(group, version);
  const other = descriptor.otherVersions?.find((v) => v.group === group && v.version === version);
  return { apiVersion, kind: descriptor.kind, schema: descriptor.schema, ...(other && { toStored: other.toStored, fromStored: other.fromStored }) };
}

export function fromStored(_descriptor: KindDescriptor, served: ServedVersion, object: KubeObject): KubeObject {
  return served.fromStored ? (served.fromStored(object) as unknown as KubeObject) : object;
}

export function decodeBody(_descriptor: KindDescriptor, served: ServedVersion, body: unknown, _validation: NonNullable<RequestOptions['fieldValidation']>, _from: 'body' | 'patch' = 'body'): Result<{ readonly object: Unchecked; readonly warnings: readonly string[] }, Status> {
  const object = body as Unchecked;
  return ok({ object: served.toStored ? served.toStored(object) : object, warnings: [] });
}
