/**
 * The wire shape of API types: what the API server writes back of what it was sent.
 *
 * A client's object is decoded into typed fields and encoded again, which drops unknown fields, nulls and zero values, keeps an explicit zero
 * only where the field can tell it from an absent one, writes some fields always, and brings quantities into canonical form.
 *
 * A field's code is its type (`string`, `int`, `float`, `bool`, `quantity`, `intstr`, `time`, `microtime`, `bytes`, `any`, or a type's name,
 * with its group and version where it is another's), followed by `[]` or `{}` for a list or a map of it. A leading `*` says that an explicit
 * zero is kept; a trailing `!` that the field is always written; a trailing `~` that an empty one is not (structures are, otherwise).
 */
import { compareStrings } from '../../../base/go-format.ts';
import { canonicalQuantity } from '../../meta/quantity.ts';
import { admissionregistrationV1, nodeV1 } from './admission.ts';
import { corePod } from './core-pod.ts';
import { core, meta } from './core.ts';
import { apiextensionsV1, coordinationV1, discoveryV1, eventsV1, networkingV1, rbacV1, schedulingV1, storageV1 } from './others.ts';
import { appsV1, autoscalingV1, autoscalingV2, batchV1, policyV1 } from './workloads.ts';

export type ShapeTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Scalar = 'string' | 'int' | 'float' | 'bool' | 'quantity' | 'intstr' | 'time' | 'microtime' | 'bytes' | 'any';
const scalars: ReadonlySet<string> = new Set<Scalar>(['string', 'int', 'float', 'bool', 'quantity', 'intstr', 'time', 'microtime', 'bytes', 'any']);

export interface FieldShape {
  readonly name: string;
  readonly pointer: boolean;
  readonly always: boolean;
  readonly omitZero: boolean;
  readonly container: 'one' | 'list' | 'map';
  readonly type: string;
  readonly scalar: boolean;
}

const tables = new Map<string, ShapeTable>([
  ['core.v1', { ...core, ...corePod }],
  ['meta.v1', meta],
  ['apps.v1', appsV1],
  ['batch.v1', batchV1],
  ['autoscaling.v1', autoscalingV1],
  ['autoscaling.v2', autoscalingV2],
  ['policy.v1', policyV1],
  ['networking.v1', networkingV1],
  ['discovery.v1', discoveryV1],
  ['events.v1', eventsV1],
  ['storage.v1', storageV1],
  ['scheduling.v1', schedulingV1],
  ['rbac.v1', rbacV1],
  ['coordination.v1', coordinationV1],
  ['admissionregistration.v1', admissionregistrationV1],
  ['node.v1', nodeV1],
  ['apiextensions.v1', apiextensionsV1],
]);
const compiled = new Map<string, readonly FieldShape[]>();

/** More types, by group and version: those of kinds that come late. */
export function addShapes(more: Readonly<Record<string, ShapeTable>>): void {
  for (const [groupVersion, table] of Object.entries(more)) tables.set(groupVersion, { ...tables.get(groupVersion), ...table });
}

function fieldShape(groupVersion: string, name: string, code: string): FieldShape {
  let type = code;
  const pointer = type.startsWith('*');
  if (pointer) type = type.slice(1);
  const mark = type.endsWith('!') ? '!' : type.endsWith('~') ? '~' : '';
  if (mark !== '') type = type.slice(0, -1);
  const container = type.endsWith('[]') ? 'list' : type.endsWith('{}') ? 'map' : 'one';
  if (container !== 'one') type = type.slice(0, -2);
  const scalar = scalars.has(type);
  if (!scalar && !type.includes('.')) type = `${groupVersion}.${type}`;
  return { name, pointer, always: mark === '!', omitZero: mark === '~', container, type, scalar };
}

/** The fields of `type` in Go's order. */
export function shapeOf(type: string): readonly FieldShape[] {
  const known = compiled.get(type);
  if (known) return known;
  const dot = type.lastIndexOf('.');
  const groupVersion = type.slice(0, dot);
  const fields = tables.get(groupVersion)?.[type.slice(dot + 1)];
  if (!fields) throw new Error(`no wire shape for ${type}`);
  const shape = Object.entries(fields).map(([name, code]) => fieldShape(groupVersion, name, code));
  compiled.set(type, shape);
  return shape;
}

/** Whether the tables know `type` (`apps.v1.Deployment`). */
export function hasShape(type: string): boolean {
  const dot = type.lastIndexOf('.');
  return tables.get(type.slice(0, dot))?.[type.slice(dot + 1)] !== undefined;
}

function scalarValue(type: string, value: unknown): unknown {
  if (type === 'quantity') return typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(value) : value;
  // Line breaks within base64 are skipped when it is read.
  if (type === 'bytes' && typeof value === 'string') return /[\r\n]/.test(value) ? value.replace(/[\r\n]/g, '') : value;
  return value;
}

/** What a field of a scalar type is where it is not set and can not be null. */
export function zeroOf(type: string): unknown {
  switch (type) {
    case 'int':
    case 'float':
    case 'intstr':
      return 0;
    case 'bool':
      return false;
    case 'quantity':
      return '0';
    case 'time':
    case 'microtime':
    case 'any':
    case 'bytes':
      return null;
    default:
      return '';
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function element(field: FieldShape, value: unknown): unknown {
  if (field.scalar) return value === null ? zeroOf(field.type) : scalarValue(field.type, value);
  return canonical(field.type, value ?? {});
}

function list(field: FieldShape, value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  let changed = false;
  const out = value.map((item) => {
    const next = element(field, item);
    if (next !== item) changed = true;
    return next;
  });
  return changed ? out : value;
}

/** Maps have their keys in order, so that what is found in them is always found in the same order. */
function map(field: FieldShape, value: unknown): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  let changed = entries.some(([key], i) => i > 0 && compareStrings(entries[i - 1]![0], key) > 0);
  if (changed) entries.sort(([a], [b]) => compareStrings(a, b));
  const out = entries.map(([key, item]) => {
    const next = element(field, item);
    if (next !== item) changed = true;
    return [key, next] as const;
  });
  return changed ? Object.fromEntries(out) : value;
}

/** The field as it is written, or `undefined` where it is left out. */
function written(field: FieldShape, value: unknown): unknown {
  const absent = value === undefined || value === null;
  if (field.container !== 'one') {
    if (absent) return field.always ? null : undefined;
    const out = field.container === 'list' ? list(field, value) : map(field, value);
    const empty = Array.isArray(out) ? out.length === 0 : isObject(out) && Object.keys(out).length === 0;
    // What is stored cannot tell an empty list or map from one that is not there.
    if (empty) return field.always ? null : undefined;
    return out;
  }
  if (field.pointer) {
    if (absent) return field.always ? null : undefined;
    return field.scalar ? scalarValue(field.type, value) : canonical(field.type, value);
  }
  if (!field.scalar) return field.omitZero && absent ? undefined : canonical(field.type, value ?? {});
  const zero = zeroOf(field.type);
  if (field.always || zero === null || field.type === 'quantity' || field.type === 'intstr') {
    if (!absent) return scalarValue(field.type, value);
    return field.omitZero || field.type === 'any' || field.type === 'bytes' ? undefined : zero;
  }
  return absent || value === zero ? undefined : value;
}

/** What makes up most of an object and seldom changes: looked at once. */
const large: ReadonlySet<string> = new Set(['core.v1.PodSpec', 'core.v1.PodTemplateSpec', 'meta.v1.ObjectMeta']);
const settled = new WeakMap<object, string>();

/**
 * `value` as the API server would write an object of `type` (`core.v1.PodSpec`) back. The same object where nothing changes.
 * Values of a wrong type are left as they are: decoding refuses them before.
 */
export function canonical<T>(type: string, value: T): T {
  if (!isObject(value) || (large.has(type) && settled.get(value) === type)) return value;
  const shape = shapeOf(type);
  let out: Record<string, unknown> | undefined;
  let count = 0;
  for (let i = 0; i < shape.length; i += 1) {
    const field = shape[i]!;
    const before = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    const after = written(field, before);
    if (after !== before) out ??= inOrder(shape, i, value);
    if (after === undefined) continue;
    count += 1;
    if (out) out[field.name] = after;
  }
  const result = (count === Object.keys(value).length ? out : (out ?? inOrder(shape, shape.length, value))) ?? value;
  if (large.has(type)) settled.set(result, type);
  return result as T;
}

/** A copy of the first `count` fields, which are as they are to be written. */
function inOrder(shape: readonly FieldShape[], count: number, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (let i = 0; i < count; i += 1) {
    const { name } = shape[i]!;
    if (Object.hasOwn(value, name) && value[name] !== undefined) out[name] = value[name];
  }
  return out;
}
