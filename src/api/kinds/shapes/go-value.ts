/** Values as the API server's errors print them: in its internal types' JSON, with every field, in their order. */
import { compareStrings } from '../../../base/go-format.ts';
import { internalNames } from './internal-names.ts';
import { shapeOf, zeroOf, type FieldShape } from './shape.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A map as Go prints it: by key. */
export function sortedMap<T>(map: Readonly<Record<string, T>> | undefined): Readonly<Record<string, T>> | undefined {
  return map && Object.fromEntries(Object.entries(map).sort(([a], [b]) => compareStrings(a, b)));
}

type Names = Readonly<Record<string, Readonly<Record<string, string>>>>;
let names: Names = internalNames;

/** More types, by group and version: those of kinds that come late. */
export function addInternalNames(more: Names): void {
  names = { ...names, ...Object.fromEntries(Object.entries(more).map(([groupVersion, table]) => [groupVersion, { ...names[groupVersion], ...table }])) };
}

/** Pairs of names; a `#` behind the inner one says that the field is a number there that is never absent. */
function internalFields(type: string): readonly (readonly [go: string, json: string, zero: boolean])[] | undefined {
  const dot = type.lastIndexOf('.');
  const table = names[type.slice(0, dot)];
  const name = type.slice(dot + 1);
  const line = table && Object.hasOwn(table, name) ? table[name] : undefined;
  return line?.split(' ').map((item) => {
    const [name = '', json] = item.split('=');
    const go = name.replace('#', '');
    return [go, json ?? go[0]!.toLowerCase() + go.slice(1), name.endsWith('#')] as const;
  });
}

function fieldValue(field: FieldShape | undefined, value: unknown): unknown {
  if (value === undefined || value === null) {
    if (!field || field.pointer || field.container !== 'one') return null;
    return field.scalar ? zeroOf(field.type) : goValue(field.type, {});
  }
  if (!field || field.scalar) return field?.container === 'map' && isObject(value) ? sortedMap(value) : value;
  if (field.container === 'list') return Array.isArray(value) ? value.map((item) => goValue(field.type, item)) : value;
  if (field.container === 'map') return isObject(value) ? Object.fromEntries(Object.entries(sortedMap(value)!).map(([key, item]) => [key, goValue(field.type, item)])) : value;
  return goValue(field.type, value);
}

/** Types that have JSON names inside as well (ObjectMeta, LabelSelector): what is empty is left out. */
function tagged(type: string, value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    shapeOf(type).flatMap((field) => {
      const item = value[field.name];
      return item === undefined || item === null ? [] : [[field.name, fieldValue(field, item)]];
    }),
  );
}

/** Fields that a pod has in its spec outside, and in its security context inside. */
const movedIntoSecurityContext = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];

const booleans = new Set(['hostNetwork', 'hostPID', 'hostIPC']);

/** `value` of the type `apps.v1.DeploymentStrategy` under its internal names. */
export function goValue(type: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  const names = internalFields(type);
  if (!names) return tagged(type, value);
  let source = value;
  if (type === 'core.v1.PodSpec') {
    const moved = Object.fromEntries(movedIntoSecurityContext.flatMap((key) => (key in value ? [[key, value[key]]] : [])));
    source = { ...value, securityContext: isObject(value['securityContext']) ? { ...value['securityContext'], ...moved } : value['securityContext'] };
  }
  const fields = new Map(shapeOf(type).map((field) => [field.name, field]));
  return Object.fromEntries(
    names.flatMap(([go, json, zero]) => {
      if (go === 'ObjectMeta') return Object.entries(tagged('meta.v1.ObjectMeta', isObject(source['metadata']) ? source['metadata'] : {}));
      const item = source[json] ?? (zero ? 0 : undefined);
      return [[go, fields.has(json) ? fieldValue(fields.get(json), item) : (item ?? (booleans.has(json) ? false : null))]];
    }),
  );
}
