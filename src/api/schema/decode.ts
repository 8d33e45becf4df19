/**
 * Reads what a client sends into the shape of its kind, as the API server's decoder does, with its sentences
 * (upstream: sigs.k8s.io/json, apimachinery `runtime/serializer/json`, apiserver `endpoints/handlers`).
 */
import { formatNumber, quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { formatMicroTime, formatTime, parseTime } from '../meta/time.ts';
import { formatQuantity, parseQuantity } from '../meta/quantity.ts';
import { invalid } from '../meta/field-error.ts';
import { badRequest, invalid as invalidObject, type Status } from '../meta/status.ts';
import type { KubeObject, Unchecked } from '../meta/types.ts';
import { decodeBase64 } from './base64.ts';
import { notRegistered } from './not-registered.ts';
import { schemaNameOf, schemaOf, type Schema } from './schema.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** What decoding by structure alone came to. */
export interface Decoded {
  readonly value: unknown;
  /** The first value of a wrong type, or the value that ended decoding. */
  readonly error?: string;
  /** `unknown field "spec.foo"`, in the order met, at most 100. */
  readonly strict: readonly string[];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const jsonType = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);

/** A value that ends decoding at once: Go's own unmarshalers (quantities, times) refuse so. Never leaves this file. */
class Abort extends Error {}

class Decoder {
  readonly strict: string[] = [];
  error: string | undefined;
  private readonly fieldStack: string[] = [];
  private structName = '';

  private context(): string {
    return this.fieldStack.length === 0 ? 'Go value' : `Go struct field ${this.structName}.${this.fieldStack.join('.')}`;
  }
  private mismatch(found: string, goType: string): undefined {
    this.error ??= `json: cannot unmarshal ${found} into ${this.context()} of type ${goType}`;
    return undefined;
  }
  private abort(message: string): never {
    throw new Abort(message);
  }

  /** `null` leaves the zero value, which is `undefined` where it is not written. */
  decode(schema: Schema, value: unknown, path: string): unknown {
    if (value === null) return undefined;
    switch (schema.kind) {
      case 'struct':
        return isObject(value) ? this.struct(schema, value, path) : this.mismatch(jsonType(value), schema.goType);
      case 'map':
        return isObject(value) ? this.map(schema, value, path) : this.mismatch(jsonType(value), schema.goType);
      case 'list':
        return Array.isArray(value) ? this.list(schema, value, path) : this.mismatch(jsonType(value), schema.goType);
      case 'string':
        return typeof value === 'string' ? value : this.mismatch(jsonType(value), schema.goType);
      case 'boolean':
        return typeof value === 'boolean' ? value : this.mismatch(jsonType(value), schema.goType);
      case 'number':
        return typeof value === 'number' ? value : this.mismatch(jsonType(value), schema.goType);
      case 'integer':
        return this.integer(schema, value);
      case 'bytes':
        return this.bytes(schema, value);
      case 'quantity':
        return this.quantity(value);
      case 'int-or-string':
        return this.intOrString(value);
      case 'time':
      case 'micro-time':
        return this.time(schema, value);
      case 'any':
        return value;
    }
  }

  private struct(schema: Schema, value: Readonly<Record<string, unknown>>, path: string): unknown {
    const outerStruct = this.structName;
    const entries: [string, unknown][] = [];
    for (const [name, item] of Object.entries(value)) {
      const field = schema.fields!.get(name);
      const at = path === '' ? name : `${path}.${name}`;
      if (field === undefined) {
        const message = `unknown field ${quote(at)}`;
        if (this.strict.length < 100 && !this.strict.includes(message)) this.strict.push(message);
        continue;
      }
      this.fieldStack.push(name);
      this.structName = schema.goType.slice(schema.goType.lastIndexOf('.') + 1);
      const decoded = this.decode(field.schema, item, at);
      if (decoded !== undefined) entries.push([name, decoded]);
      this.fieldStack.pop();
      this.structName = outerStruct;
    }
    return Object.fromEntries(entries);
  }

  private map(schema: Schema, value: Readonly<Record<string, unknown>>, path: string): unknown {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.element(schema.items!, item, `${path}.${key}`)]));
  }

  private list(schema: Schema, value: readonly unknown[], path: string): unknown {
    return value.map((item, i) => this.element(schema.items!, item, `${path}[${i}]`));
  }

  private element(schema: Schema, value: unknown, path: string): unknown {
    const decoded = this.decode(schema, value, path);
    return decoded === undefined ? zeroOf(schema) : decoded;
  }

  private integer(schema: Schema, value: unknown): unknown {
    if (typeof value !== 'number') return this.mismatch(jsonType(value), schema.goType);
    const limit = 2 ** ((schema.bits ?? 64) - 1);
    if (!Number.isInteger(value) || value >= limit || value < -limit) return this.mismatch(`number ${formatNumber(value)}`, schema.goType);
    return value;
  }

  private bytes(schema: Schema, value: unknown): unknown {
    // A list of numbers is what Go takes a list of bytes for; nobody writes it.
    if (typeof value !== 'string') return this.mismatch(jsonType(value), schema.goType);
    const decoded = decodeBase64(value);
    if (decoded.ok) return btoa(decoded.value);
    this.error ??= decoded.error;
    return undefined;
  }

  private quantity(value: unknown): unknown {
    const parsed = parseQuantity(typeof value === 'string' ? value.trim() : typeof value === 'number' ? formatNumber(value) : JSON.stringify(value));
    return parsed.ok ? formatQuantity(parsed.value) : this.abort(parsed.error);
  }

  private intOrString(value: unknown): unknown {
    if (typeof value === 'string') return value;
    const integer = typeof value === 'number' && Number.isInteger(value) && value <= 2147483647 && value >= -2147483648;
    if (integer) return value;
    const found = typeof value === 'number' ? `number ${formatNumber(value)}` : jsonType(value);
    return this.abort(`json: cannot unmarshal ${found} into ${this.context()} of type int32`);
  }

  private time(schema: Schema, value: unknown): unknown {
    if (typeof value !== 'string') return this.abort(`json: cannot unmarshal ${jsonType(value)} into ${this.context()} of type string`);
    const parsed = parseTime(value, schema.kind === 'micro-time');
    if (!parsed.ok) return this.abort(parsed.error);
    return schema.kind === 'time' ? formatTime(parsed.value) : formatMicroTime(parsed.value);
  }
}

function zeroOf(schema: Schema): unknown {
  switch (schema.kind) {
    case 'string':
    case 'bytes':
      return '';
    case 'integer':
    case 'number':
    case 'int-or-string':
      return 0;
    case 'boolean':
      return false;
    case 'quantity':
      return '0';
    case 'struct':
      return {};
    default:
      return null;
  }
}

/** Decodes by structure: wrong types, unknown fields, nulls, canonical quantities and times. Keeps the order of keys. */
export function decodeStructure(schema: Schema, body: unknown): Decoded {
  const decoder = new Decoder();
  try {
    const value = decoder.decode(schema, body, '');
    return { value, strict: decoder.strict, ...(decoder.error !== undefined && { error: decoder.error }) };
  } catch (error) {
    if (error instanceof Abort) return { value: undefined, strict: decoder.strict, error: error.message };
    throw error;
  }
}

/** Which kind a request's path is about, and where its schema is. */
export interface ExpectedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Without one (custom objects) anything passes. */
  readonly schema?: string;
}

const versionText = (group: string, version: string): string => (group === '' ? version : `${group}/${version}`);

/**
 * The object of a create's or update's body, or the server's BadRequest. With `Warn`, unknown fields become warnings; with `Ignore` they are
 * dropped in silence. A body without `kind` and `apiVersion` is taken for the expected kind.
 */
export function decode(
  expected: ExpectedKind,
  body: unknown,
  validation: FieldValidation,
): Result<{ readonly object: Unchecked & KubeObject; readonly warnings: readonly string[] }, Status> {
  if (!isObject(body)) {
    return err(
      badRequest(
        `the object provided is unrecognized (must be of type ${expected.kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(body)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      ),
    );
  }
  for (const field of ['apiVersion', 'kind'] as const) {
    const value = Object.hasOwn(body, field) ? body[field] : undefined;
    if (value !== undefined && value !== null && typeof value !== 'string') {
      return err(
        badRequest(
          `the object provided is unrecognized (must be of type ${expected.kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(value)} into Go struct field .${field} of type string (${summary(body)})`,
        ),
      );
    }
  }
  const kind = (body.kind as string | undefined) || expected.kind;
  const apiVersion = (body.apiVersion as string | undefined) || versionText(expected.group, expected.version);
  const version = apiVersion.split('/').at(-1)!;
  const refuse = (message: string): Result<never, Status> => err(badRequest(`${kind} in version ${quote(version)} cannot be handled as a ${expected.kind}: ${message}`));
  const schema = expected.schema === undefined ? undefined : schemaOf(expected.schema);
  const [sentGroup, sentVersion] = apiVersion.includes('/') ? [apiVersion.slice(0, apiVersion.indexOf('/')), version] : ['', apiVersion];
  const isExpected = kind === expected.kind && apiVersion === versionText(expected.group, expected.version);
  // Kinds that there are cannot be made one of another; kinds that there are not are not known.
  if (!isExpected && schema !== undefined && !(kind === expected.kind && sentGroup === expected.group && schemaNameOf(sentGroup, sentVersion, kind) !== undefined)) {
    return refuse(
      schemaNameOf(sentGroup, sentVersion, kind) === undefined
        ? notRegistered(kind, apiVersion)
        : `converting (${version}.${kind}) to (${expected.group === '' ? 'core' : expected.group.split('.')[0]}.${expected.kind}): unknown conversion`,
    );
  }
  if (apiVersion !== versionText(expected.group, expected.version)) {
    return err(badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${versionText(expected.group, expected.version)})`));
  }
  // A custom object's kind is a field to be validated like others.
  if (kind !== expected.kind && schema === undefined) {
    const name = isObject(body.metadata) && typeof body.metadata['name'] === 'string' ? body.metadata['name'] : '';
    return err(invalidObject({ group: expected.group, kind }, name, [invalid('kind', kind, `must be ${expected.kind}`)]));
  }
  if (schema === undefined) return ok({ object: body as Unchecked & KubeObject, warnings: [] });
  const decoded = decodeStructure(schema, body);
  if (decoded.error !== undefined) return refuse(decoded.error);
  if (validation === 'Strict' && decoded.strict.length > 0) return refuse(`strict decoding error: ${decoded.strict.join(', ')}`);
  const object = { ...(decoded.value as Unchecked), apiVersion, kind } as Unchecked & KubeObject;
  return ok({ object, warnings: validation === 'Warn' ? decoded.strict : [] });
}

function summary(body: unknown): string {
  const text = JSON.stringify(body);
  return text.length > 30 ? `${text.slice(0, 30)} ...` : text;
}

/**
 * kubectl's own check of the metadata of a manifest, before it asks the server. The error goes behind `unable to decode "file": `.
 * Upstream: cli-runtime `resource/metadata_decoder.go`.
 */
export function checkMetadata(manifest: Unchecked): Result<true, string> {
  const metadata = Object.hasOwn(manifest, 'metadata') ? manifest.metadata : undefined;
  if (metadata === undefined || metadata === null) return ok(true);
  if (!isObject(metadata)) return err(`json: cannot unmarshal ${jsonType(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`);
  const decoder = decodeStructure(METADATA_ONLY(), { metadata });
  return decoder.error === undefined ? ok(true) : err(decoder.error);
}

const METADATA_ONLY = (): Schema => {
  const metadata = schemaOf('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta')!;
  return { kind: 'struct', goType: 'resource.metadataOnlyObject', fields: new Map([['metadata', { name: 'metadata', schema: metadata, required: false, patchStrategy: [] }]]) };
};
