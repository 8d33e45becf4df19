/**
 * Server-side apply: a manager's configuration laid over the live object, with a record of who set which field.
 * Upstream: apimachinery `util/managedfields`, sigs.k8s.io/structured-merge-diff `merge/update.go`. One version of a kind is known here, so
 * nothing is converted.
 */
import { compareStrings, quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { applyConflict, badRequest, failure, type Status } from '../../meta/status.ts';
import type { ManagedFieldsEntry } from '../../meta/types.ts';
import type { Schema } from '../../schema/schema.ts';
import { pruneNulls } from '../merge-patch.ts';
import { draft, draftMap, equal, finished, isMap, PatchProblem } from '../values.ts';
import {
  difference,
  fieldSet,
  fromFieldsV1,
  intersection,
  isEmptySet,
  NO_FIELDS,
  pathsOf,
  printPath,
  sameFields,
  toFieldsV1,
  union,
  withNamedFields,
  type FieldSet,
} from './field-set.ts';
import { checkTyped, compareTyped, fieldsOf, mergeTyped, removeFields, zeroObject } from './typed.ts';

type Json = Readonly<Record<string, unknown>>;

/** Who writes, and when. */
export interface Writer {
  /** The request's `fieldManager`; upstream takes the user agent where there is none. */
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource?: string;
  /** RFC 3339. Upstream's scale handler leaves it out. */
  readonly timestamp?: string;
}

interface Managed {
  readonly entry: Omit<ManagedFieldsEntry, 'fieldsType' | 'fieldsV1'>;
  readonly set: FieldSet;
}
type Managers = ReadonlyMap<string, Managed>;

/** Fields that managedFields never name. */
export const NEVER_OWNED = fieldSet(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map((field) => ['f:metadata', `f:${field}`]),
);
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Whose what was there before anybody kept a record is. */
const BEFORE_FIRST_APPLY = 'before-first-apply';

function without<T extends object, K extends keyof T>(object: T, ...keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !(keys as readonly PropertyKey[]).includes(key))) as Omit<T, K>;
}

const idOf = ({ manager, operation, apiVersion, subresource = '' }: Pick<ManagedFieldsEntry, 'manager' | 'operation' | 'apiVersion' | 'subresource'>): string =>
  JSON.stringify(operation === 'Apply' ? [manager, operation, '', subresource] : [manager, operation, apiVersion, subresource]);

const metadataOf = (object: Json): Json => (isMap(object.metadata) ? object.metadata : {});

function decode(object: Json): Managers {
  const entries = metadataOf(object).managedFields;
  if (!Array.isArray(entries)) return new Map();
  return new Map((entries as ManagedFieldsEntry[]).map((entry) => [idOf(entry), { entry: without(entry, 'fieldsType', 'fieldsV1'), set: fromFieldsV1(entry.fieldsV1) }]));
}

function encode(managers: Managers): readonly ManagedFieldsEntry[] {
  const seconds = (entry: Managed['entry']): string => entry.time ?? '';
  return [...managers.values()]
    .toSorted(
      ({ entry: a }, { entry: b }) =>
        compareStrings(a.operation, b.operation) ||
        compareStrings(seconds(a), seconds(b)) ||
        compareStrings(a.manager, b.manager) ||
        compareStrings(a.subresource ?? '', b.subresource ?? ''),
    )
    .map(({ entry: { subresource, ...entry }, set }) => ({ ...entry, fieldsType: 'FieldsV1', fieldsV1: toFieldsV1(set), ...(subresource !== undefined && { subresource }) }));
}

const withoutRecord = (object: Json): Json => {
  return { ...object, metadata: without(metadataOf(object), 'managedFields') };
};
const withRecord = (object: Json, managers: Managers): Json => ({ ...object, metadata: { ...metadataOf(object), ...(managers.size > 0 && { managedFields: encode(managers) }) } });

interface Conflict {
  readonly by: Managed;
  readonly path: string[];
}

/** Takes from the other managers what changed; without `force`, what they own and would lose is a conflict. */
function takeOver(
  schema: Schema,
  before: Json,
  after: Json,
  managers: Managers,
  self: string,
  force: boolean,
): { readonly managers: Map<string, Managed>; readonly conflicts: readonly Conflict[]; readonly taken: FieldSet; readonly removed: FieldSet } {
  const { added, modified, removed } = compareTyped(schema, before, after);
  const taken = union(modified, added);
  const conflicts: Conflict[] = [];
  const out = new Map<string, Managed>();
  for (const [id, managed] of managers) {
    let { set } = managed;
    if (id !== self) {
      const lost = intersection(set, taken);
      if (!force) conflicts.push(...pathsOf(lost).map((path) => ({ by: managed, path })));
      set = difference(difference(set, lost), removed);
    }
    if (!isEmptySet(set)) out.set(id, { ...managed, set });
  }
  return { managers: out, conflicts, taken, removed };
}

/** The object with its record of owners, after a write that was no apply. */
export function recordUpdate(schema: Schema, before: Json | undefined, after: Json, { manager, apiVersion, subresource, timestamp }: Writer): Json {
  const known = before === undefined ? new Map<string, Managed>() : decode(before);
  const plain = withoutRecord(after);
  const entry = { manager, operation: 'Update' as const, apiVersion, ...(timestamp !== undefined && { time: timestamp }), ...(subresource !== undefined && { subresource }) };
  const id = idOf(entry);
  const { managers, taken } = takeOver(schema, before === undefined ? zeroObject(schema) : withoutRecord(before), plain, known, '', true);
  const mine = difference(taken, NEVER_OWNED);
  if (!isEmptySet(mine)) {
    const earlier = managers.get(id);
    managers.delete(id);
    managers.set(id, { entry, set: union(earlier?.set ?? NO_FIELDS, mine) });
  }
  return withRecord(plain, managers);
}

const REPLICAS = fieldSet(['f:spec', 'f:replicas']);

/**
 * The record after a write through the scale subresource, which is shown of it only who owns the replicas: where nobody does, nobody is
 * recorded; where they stay as they are, who set them by an update gets an entry of its own, of which a later write knows only the one that
 * comes last (upstream: util/managedfields/scalehandler.go).
 */
export function recordScale(before: Json, after: Json, { manager, apiVersion, subresource }: Writer, changed: boolean): Json {
  const known = decode(before);
  const owners = [...known].filter(([, { set }]) => !isEmptySet(intersection(set, REPLICAS)));
  const writer: Managed['entry'] = { manager, operation: 'Update', apiVersion, ...(subresource !== undefined && { subresource }) };
  const out = new Map<string, Managed>();
  for (const [id, managed] of known) {
    const stays = managed.entry.operation === 'Apply' && !changed;
    const set = stays ? managed.set : difference(managed.set, REPLICAS);
    if (!isEmptySet(set)) out.set(id, { ...managed, set });
  }
  const updaters = changed ? [writer] : owners.map(([, { entry }]) => without(entry, 'time')).filter(({ operation }) => operation === 'Update');
  if (owners.length > 0) for (const entry of updaters) out.set(`scale ${idOf(entry)}`, { entry: { ...entry, apiVersion }, set: REPLICAS });
  return withRecord(withoutRecord(after), out);
}

export interface Applied {
  readonly object: Json;
  /** Nothing changed but, perhaps, the record. */
  readonly unchanged: boolean;
}

/** `live` is absent on a create. The object comes out with its record, not yet defaulted or validated. */
export function serverSideApply(schema: Schema, live: Json | undefined, config: Json, writer: Writer, force: boolean): Result<Applied, Status> {
  const { manager, apiVersion, subresource, timestamp } = writer;
  if (config.apiVersion !== apiVersion)
    return err(badRequest(`Incorrect version specified in apply patch. Specified patch version: ${String(config.apiVersion)}, expected: ${apiVersion}`));
  if (Object.hasOwn(metadataOf(config), 'managedFields')) return err(badRequest('metadata.managedFields must be nil'));
  const problems = checkTyped(schema, draft(config));
  if (problems.length > 0)
    return err(
      failure(
        500,
        '',
        `failed to create typed patch object (${nameOf(config, writer)}): ${problems.length === 1 ? problems[0] : `errors:\n${problems.map((problem) => `  ${problem}`).join('\n')}`}`,
      ),
    );

  const start = live === undefined ? ({ apiVersion: config.apiVersion, kind: config.kind } as Json) : withoutRecord(live);
  let managers = live === undefined ? new Map<string, Managed>() : new Map(decode(live));
  if (live !== undefined && managers.size === 0) {
    const owned = difference(compareTyped(schema, {}, draft(start)).added, NEVER_OWNED);
    const entry = {
      manager: BEFORE_FIRST_APPLY,
      operation: 'Update' as const,
      apiVersion,
      ...(timestamp !== undefined && { time: timestamp }),
      ...(subresource !== undefined && { subresource }),
    };
    if (!isEmptySet(owned)) managers = new Map([[idOf(entry), { entry, set: owned }]]);
  }
  try {
    const outcome = applyOnce(schema, start, config, managers, writer, force);
    const { conflicts } = outcome;
    if (conflicts.length === 0) return ok(outcome.applied);
    // What kubectl applied on the client's side before is its own.
    const own = manager === 'kubectl' ? lastAppliedFields(schema, start, apiVersion) : NO_FIELDS;
    const left = conflicts.filter(({ path }) => isEmptySet(intersection(fieldSet(path), own)));
    return left.length === 0 ? ok(applyOnce(schema, start, config, managers, writer, true).applied) : err(conflictStatus(left));
  } catch (problem) {
    if (problem instanceof PatchProblem) return err(failure(500, '', problem.message));
    throw problem;
  }
}

function applyOnce(
  schema: Schema,
  start: Json,
  config: Json,
  known: Managers,
  { manager, apiVersion, subresource, timestamp }: Writer,
  force: boolean,
): { readonly applied: Applied; readonly conflicts: readonly Conflict[] } {
  const entry = { manager, operation: 'Apply' as const, apiVersion, ...(subresource !== undefined && { subresource }) };
  const id = idOf(entry);
  const live = draftMap(start);
  const last = known.get(id);
  const mine = fieldsOf(schema, draft(config));
  const managers = new Map(known);
  managers.set(id, { entry: { ...entry, ...(last?.entry.time !== undefined && { time: last.entry.time }) }, set: mine });

  const merged = mergeTyped(schema, live, draft(config));
  const pruned = finished(prune(schema, merged, managers, last?.set) ?? {}) as Json;
  const outcome = takeOver(schema, live, draftMap(pruned), managers, id, force);
  const own = difference(mine, NEVER_OWNED);
  const same = equal(live, draft(pruned));
  const unchanged = same && last !== undefined && sameFields(last.set, own);
  // Who joins without a change has no time.
  const time = same ? last?.entry.time : timestamp;
  if (isEmptySet(own)) outcome.managers.delete(id);
  else outcome.managers.set(id, { entry: { ...entry, ...(time !== undefined && { time }) }, set: own });
  // A published kind has nowhere to keep a null; what a custom kind keeps, its definition says.
  const kept = schema.name === undefined ? pruned : pruneNulls(pruned);
  return { applied: { object: withRecord(keepLastApplied(manager, start, kept, config), outcome.managers), unchanged }, conflicts: outcome.conflicts };
}

/** Takes away what the manager applied before and does not any more, unless somebody else owns it, too. */
function prune(schema: Schema, merged: unknown, managers: Managers, last: FieldSet | undefined): unknown {
  if (last === undefined || isEmptySet(last)) return merged;
  const named = (set: FieldSet): FieldSet => withNamedFields(set, schema);
  const all = named(fieldsOf(schema, merged));
  const owned = [...managers.values()].reduce((sum, { set }) => union(sum, set), NO_FIELDS);
  const without = removeFields(schema, merged, named(last));
  const kept = removeFields(schema, merged, difference(all, union(named(fieldsOf(schema, without ?? {})), named(owned))));
  const gone = difference(all, named(fieldsOf(schema, kept ?? {})));
  return removeFields(schema, merged, intersection(gone, named(last)));
}

/** kubectl's annotation follows what kubectl applies on the server's side. */
function keepLastApplied(manager: string, start: Json, object: Json, config: Json): Json {
  const annotations = metadataOf(start).annotations;
  if (manager !== 'kubectl' || !isMap(annotations) || !annotations[LAST_APPLIED]) return object;
  const others = without((metadataOf(config).annotations ?? {}) as Json, LAST_APPLIED);
  const applied = { ...config, metadata: { ...metadataOf(config), ...(metadataOf(config).annotations !== undefined && { annotations: others }) } };
  const metadata = metadataOf(object);
  return { ...object, metadata: { ...metadata, annotations: { ...(metadata.annotations as Json), [LAST_APPLIED]: `${JSON.stringify(sorted(applied))}\n` } } };
}
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted(compareStrings)
      .map((key) => [key, sorted(value[key])]),
  );
};

function lastAppliedFields(schema: Schema, live: Json, apiVersion: string): FieldSet {
  const annotation = (metadataOf(live).annotations as Json | undefined)?.[LAST_APPLIED];
  if (typeof annotation !== 'string') return NO_FIELDS;
  let applied: unknown;
  try {
    applied = JSON.parse(annotation);
  } catch {
    return NO_FIELDS;
  }
  if (!isMap(applied) || applied.apiVersion !== apiVersion || checkTyped(schema, draft(applied)).length > 0) return NO_FIELDS;
  // What somebody has changed since is not kubectl's any more.
  const { modified, added, removed } = compareTyped(schema, draft(applied), draftMap(live));
  return difference(fieldsOf(schema, draft(applied)), union(union(modified, added), removed));
}

function nameOf(object: Json, { apiVersion }: Writer): string {
  const { name = '', namespace = '' } = metadataOf(object) as { name?: string; namespace?: string };
  return `${namespace}/${name}; ${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${String(object.kind)}`;
}

function printManager({ manager, operation, apiVersion, subresource, time }: Managed['entry']): string {
  const named = `${quote(manager)}${subresource === undefined ? '' : ` with subresource ${quote(subresource)}`}`;
  if (operation === 'Apply') return named;
  return `${named} using ${apiVersion}${time === undefined ? '' : ` at ${time}`}`;
}

/** `Apply failed with 1 conflict: conflict with "kubectl" using apps/v1: .spec.replicas` */
function conflictStatus(conflicts: readonly Conflict[]): Status {
  // The identity of a manager has no time in it.
  const nameOfManager = ({ by }: Conflict): string => printManager(without(by.entry, 'time'));
  const causes = conflicts.map((conflict) => ({ reason: 'FieldManagerConflict', message: `conflict with ${nameOfManager(conflict)}`, field: printPath(conflict.path) }));
  if (conflicts.length === 1) return applyConflict(`Apply failed with 1 conflict: ${causes[0]!.message}: ${causes[0]!.field}`, causes);
  const managers = [...new Set(conflicts.map(nameOfManager))].toSorted(compareStrings);
  const lines = managers.flatMap((name) => [
    `conflicts with ${name}:`,
    ...conflicts.filter((conflict) => nameOfManager(conflict) === name).map(({ path }) => `- ${printPath(path)}`),
  ]);
  return applyConflict(`Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`, causes);
}
