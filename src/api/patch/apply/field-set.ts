/**
 * Sets of fields: who owns what, in server-side apply. A set is a tree of path elements, named as `managedFields` names them: `f:spec`,
 * `k:{"name":"web"}` for an element by its key, `v:"x"` for an element of a set. Upstream: sigs.k8s.io/structured-merge-diff `fieldpath`.
 */
import { compareStrings } from '../../../base/go-format.ts';
import type { Schema } from '../../schema/schema.ts';

export interface FieldNode {
  /** The field itself is in the set, not only what is inside it. */
  readonly member: boolean;
  readonly children: FieldSet;
}
export type FieldSet = ReadonlyMap<string, FieldNode>;

export const NO_FIELDS: FieldSet = new Map();
export const isEmptySet = (set: FieldSet): boolean => set.size === 0;

const node = (member: boolean, children: FieldSet): FieldNode | undefined => (member || children.size > 0 ? { member, children } : undefined);

interface GrowingNode {
  member: boolean;
  readonly children: Map<string, GrowingNode>;
}

/** A set under construction. */
export class FieldSetBuilder {
  private readonly root = new Map<string, GrowingNode>();
  insert(path: readonly string[]): void {
    let level = this.root;
    path.forEach((element, i) => {
      const next = level.get(element) ?? { member: false, children: new Map<string, GrowingNode>() };
      level.set(element, next);
      if (i === path.length - 1) next.member = true;
      level = next.children;
    });
  }
  build(): FieldSet {
    return this.root;
  }
}

export const fieldSet = (...paths: readonly (readonly string[])[]): FieldSet => {
  const builder = new FieldSetBuilder();
  for (const path of paths) builder.insert(path);
  return builder.build();
};

function combine(a: FieldSet, b: FieldSet, member: (inA: boolean, inB: boolean) => boolean): FieldSet {
  const out = new Map<string, FieldNode>();
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [a.get(key), b.get(key)];
    const made = node(member(x?.member ?? false, y?.member ?? false), combine(x?.children ?? NO_FIELDS, y?.children ?? NO_FIELDS, member));
    if (made !== undefined) out.set(key, made);
  }
  return out;
}
export const union = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x || y);
export const intersection = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x && y);
export const difference = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x && !y);

export function sameFields(a: FieldSet, b: FieldSet): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([key, x]) => {
    const y = b.get(key);
    return y !== undefined && x.member === y.member && sameFields(x.children, y.children);
  });
}

/** All paths in the set, in order. */
export function pathsOf(set: FieldSet, prefix: readonly string[] = []): string[][] {
  return [...set]
    .sort(([a], [b]) => compareStrings(a, b))
    .flatMap(([key, { member, children }]) => {
      const path = [...prefix, key];
      return [...(member ? [path] : []), ...pathsOf(children, path)];
    });
}

/** `.spec.containers[name="web"].image` */
export function printPath(path: readonly string[]): string {
  return path
    .map((element) => {
      const rest = element.slice(2);
      if (element.startsWith('f:')) return `.${rest}`;
      if (element.startsWith('v:')) return `[=${rest}]`;
      const keys = JSON.parse(rest) as Readonly<Record<string, unknown>>;
      return `[${Object.entries(keys)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(',')}]`;
    })
    .join('');
}

/** With the fields of structs that have something inside: they count as owned when it is about removing. */
export function withNamedFields(set: FieldSet, schema: Schema | undefined): FieldSet {
  const out = new Map<string, FieldNode>();
  for (const [key, { member, children }] of set) {
    const name = key.startsWith('f:') ? key.slice(2) : undefined;
    const field = name === undefined ? undefined : schema?.fields?.get(name);
    out.set(key, { member: member || (field !== undefined && children.size > 0), children: withNamedFields(children, field?.schema ?? schema?.items) });
  }
  return out;
}

/** As `metadata.managedFields[].fieldsV1` holds it. */
export function toFieldsV1(set: FieldSet): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...set].sort(([a], [b]) => compareStrings(a, b)).map(([key, { member, children }]) => [key, { ...(member && children.size > 0 && { '.': {} }), ...toFieldsV1(children) }]),
  );
}

export function fromFieldsV1(fields: unknown): FieldSet {
  const out = new Map<string, FieldNode>();
  if (typeof fields !== 'object' || fields === null) return out;
  for (const [key, inner] of Object.entries(fields)) {
    if (key === '.' || !/^[fkv]:/.test(key)) continue;
    const children = fromFieldsV1(inner);
    out.set(key, { member: children.size === 0 || Object.hasOwn(inner as object, '.'), children });
  }
  return out;
}
