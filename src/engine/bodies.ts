/** Bodies of requests: JSON as sent ⇄ objects as stored, for each version that a kind is served in. */
import { badRequest, type Status } from '../api/meta/status.ts';
import type { KubeObject, Unchecked } from '../api/meta/types.ts';
import { formatGroupVersion, type ServedKind } from '../api/registry.ts';
import { decode, type FieldValidation } from '../api/schema/decode.ts';
import { schemaNameOf } from '../api/schema/schema.ts';
import { quote } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';

/** The version of a kind that a request is about. */
export interface ServedVersion extends ServedKind {
  readonly apiVersion: string;
  readonly schema: string | undefined;
  /** Absent where it is the stored version. */
  readonly conversion: NonNullable<ServedKind['descriptor']['otherVersions']>[number] | undefined;
}

export function servedVersion(served: ServedKind): ServedVersion {
  const { descriptor, group, version } = served;
  const conversion = descriptor.otherVersions?.find((other) => other.group === group && other.version === version);
  return { ...served, apiVersion: formatGroupVersion(group, version), schema: conversion ? schemaNameOf(group, version, descriptor.kind) : descriptor.schema, conversion };
}

export function fromStored({ conversion }: ServedVersion, object: KubeObject): KubeObject {
  return conversion ? (conversion.fromStored(object) as unknown as KubeObject) : object;
}

export function toStored({ conversion }: ServedVersion, object: Unchecked): Unchecked {
  return conversion ? conversion.toStored(object) : object;
}

/** The object of a body in its stored version, with the warnings that decoding raised; or the server's BadRequest. */
export function decodeBody(
  served: ServedVersion,
  body: unknown,
  validation: FieldValidation,
): Result<{ readonly object: Unchecked; readonly warnings: readonly string[] }, Status> {
  const { group, version, descriptor, schema } = served;
  const decoded = decode({ group, version, kind: descriptor.kind, ...(schema !== undefined && { schema }) }, body, validation);
  if (!decoded.ok) return decoded;
  const { object, warnings } = decoded.value;
  const checked = checkFields(served, object, validation);
  return checked.ok ? ok({ object: toStored(served, object), warnings: [...warnings, ...checked.value] }) : checked;
}

/** Fields that the kind does not know, where no published schema describes it: refused, warned of or dropped in silence. Gives the warnings. */
export function checkFields({ descriptor, version }: ServedVersion, object: Unchecked, validation: FieldValidation): Result<readonly string[], Status> {
  const unknown = validation === 'Ignore' ? [] : (descriptor.unknownFields?.(object) ?? []).map((field) => `unknown field ${quote(field)}`);
  if (unknown.length === 0 || validation === 'Warn') return ok(unknown);
  return err(badRequest(`${descriptor.kind} in version ${quote(version)} cannot be handled as a ${descriptor.kind}: strict decoding error: ${unknown.join(', ')}`));
}
