/** Which objects a command means: by type, by name, by selector, or from files (upstream: cli-runtime `resource/builder.go`, `result.go`). */
import { parseSelector, selectorMatches } from '../../api/meta/selector.ts';
import type { ApiList, Task } from '../../engine/client.ts';
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Call } from '../command.ts';
import { failed, hasReason, type Failure } from '../failure.ts';
import { qualifiedResource, untyped, type Mapping } from '../rest-mapper.ts';
import { fileVisitors, listMembers, type FileOptions } from './files.ts';
import { isList, labelsOf, withMetadata, type Info } from './info.ts';
import { continuing, decorated, eagerly, filtered, flattened, inOrder, type VisitFn, type Visitor } from './visitor.ts';

export interface Query {
  /** Default: the call's namespace. */
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly files?: FileOptions;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** `--all` */
  readonly selectAll?: boolean;
  /** `TYPE`, `TYPE NAME…`, `TYPE/NAME…`, `TYPE1,TYPE2`. */
  readonly args?: readonly string[];
  /** A type alone means all of it. */
  readonly emptySelectorSelectsAll?: boolean;
  /** Names where the type is fixed: `logs web`, `exec deploy/web`. */
  readonly names?: { readonly defaultType: string; readonly names: readonly string[] };
  readonly subresource?: string;
  readonly continueOnError?: boolean;
  /** What a selector lists becomes its members; files always do. Default: yes. */
  readonly flatten?: boolean;
  /** What files hold is read anew from the server. */
  readonly latest?: boolean;
  /** Objects that were only named are read from the server. Default: yes. */
  readonly requireObject?: boolean;
  readonly singleResourceType?: boolean;
  /** Nothing is asked of the server. */
  readonly local?: boolean;
  /** The command works with Go's types of the kinds, so that it cannot read others, such as custom ones. */
  readonly typed?: boolean;
}

/** The objects that a query found; they are read as they are visited. */
export class Resources {
  /** The user named one thing, so that one thing is shown and no list. */
  readonly singleItemImplied: boolean;
  /** Objects by name or file, not by selector. */
  readonly targetsSingleItems: boolean;
  /** What a watch would follow: the selector of each type, or the objects by name. */
  readonly sources: readonly Source[];
  readonly #visitor: Visitor;

  constructor(given: Pick<Resources, 'singleItemImplied' | 'targetsSingleItems' | 'sources'>, visitor: Visitor) {
    ({ singleItemImplied: this.singleItemImplied, targetsSingleItems: this.targetsSingleItems, sources: this.sources } = given);
    this.#visitor = visitor;
  }

  visit(fn: VisitFn): Task<Failure | undefined> {
    return this.#visitor(fn, (failure) => failure);
  }

  /** All objects that could be had, and what went wrong with the others. */
  *infos(): Task<{ readonly infos: readonly Info[]; readonly failure?: Failure }> {
    const infos: Info[] = [];
    const failure = yield* this.visit(function* (info) {
      infos.push(info);
      return undefined;
    });
    return { infos, failure };
  }
}

export type Source =
  | { readonly source: 'selector'; readonly mapping: Mapping; readonly namespace: string; readonly labelSelector: string; readonly fieldSelector: string }
  | { readonly source: 'named'; readonly info: Info }
  | { readonly source: 'file' };

/** What is left of a failure where names that do not exist are no mistake (upstream: utilerrors.FilterOut). */
export function withoutNotFound(failure: Failure | undefined): Failure | undefined {
  if (failure?.kind !== 'many') return failure && hasReason(failure, 'NotFound') ? undefined : failure;
  const failures = failure.failures.filter((f) => !hasReason(f, 'NotFound'));
  return failures.length > 0 ? { kind: 'many', failures } : undefined;
}

/** Reads the arguments; the server is asked only when the result is visited. */
export function findResources(call: Call, query: Query): Result<Resources, Failure> {
  const found = sourcesOf(call, query);
  if (!found.ok) return found;
  const { sources, visitor, singleItemImplied, targetsSingleItems, fromFiles } = found.value;
  const namespace = query.allNamespaces ? '' : (query.namespace ?? call.namespace);
  const split = (info: Info) => (isList(info.object) ? listMembers(call.mapper, info) : undefined);
  const setNamespace: VisitFn = function* (info) {
    if (info.mapping.namespaced && info.namespace === '') setInfoNamespace(info, namespace);
    return undefined;
  };
  let chain = visitor;
  if (fromFiles) {
    chain = flattened(chain, split);
    if (query.latest) chain = decorated(decorated(chain, setNamespace), (info) => retrieveLatest(call, info));
    if (query.labelSelector) {
      const selector = parseSelector(query.labelSelector);
      if (!selector.ok) return err(failed(`the provided selector ${quote(query.labelSelector)} is not valid: ${selector.error}`));
      chain = filtered(chain, (info) => selectorMatches(selector.value, labelsOf(info.object)));
    }
  }
  if (!fromFiles && (query.flatten ?? true)) chain = flattened(chain, split);
  if (query.continueOnError) chain = continuing(chain);
  const decorators: VisitFn[] = [];
  if (!query.local) decorators.push(setNamespace);
  if (!query.local && query.files && call.explicitNamespace && !query.allNamespaces) decorators.push(requireNamespace(namespace));
  if (!query.local)
    decorators.push(function* (info) {
      if (!info.mapping.namespaced) setInfoNamespace(info, '');
      return undefined;
    });
  if (!query.local && (query.requireObject ?? true))
    decorators.push(function* (info) {
      if (info.object !== undefined) return undefined;
      const failure = yield* fetchInfo(call, info);
      return failure ?? (query.typed ? yield* readable(info) : undefined);
    });
  return ok(new Resources({ singleItemImplied, targetsSingleItems, sources }, decorated(chain, ...decorators)));
}

const readable: VisitFn = function* ({ mapping }) {
  const unread = untyped(mapping, mapping.kind);
  return unread === undefined ? undefined : failed(unread);
};

function setInfoNamespace(info: Info, namespace: string): void {
  info.namespace = namespace;
  if (info.object !== undefined && !isList(info.object)) info.object = withMetadata(info.object, { namespace: namespace || undefined });
}

const requireNamespace = (namespace: string): VisitFn =>
  function* (info) {
    if (!info.mapping.namespaced || info.namespace === namespace) return undefined;
    return failed(
      `the namespace from the provided object ${quote(info.namespace)} does not match the namespace ${quote(namespace)}. You must pass '--namespace=${info.namespace}' to perform this operation.`,
    );
  };

function* retrieveLatest(call: Call, info: Info): Task<Failure | undefined> {
  if (isList(info.object)) return failed('watch is only supported on individual resources and resource collections, but a list of resources is found');
  if (info.name === '') return undefined;
  return yield* fetchInfo(call, info);
}

/** Reads the object anew. In a namespace that does not exist, that is what the error says. */
export function* fetchInfo(call: Call, info: Info): Task<Failure | undefined> {
  const got = yield* call.api.get(info.mapping, info.namespace, info.name, info.subresource);
  if (got.ok) {
    info.object = got.value as unknown as NonNullable<Info['object']>;
    return undefined;
  }
  const namespaces = call.mapper.forKind('', 'v1', 'Namespace');
  if (namespaces && hasReason(got.error, 'NotFound') && info.namespace !== '' && info.namespace !== 'default') {
    const namespace = yield* call.api.get(namespaces, '', info.namespace);
    if (!namespace.ok && hasReason(namespace.error, 'NotFound')) return namespace.error;
  }
  return got.error;
}

interface Found {
  readonly sources: readonly Source[];
  readonly visitor: Visitor;
  readonly singleItemImplied: boolean;
  readonly targetsSingleItems: boolean;
  readonly fromFiles?: boolean;
}

const fail = (text: string): Result<never, Failure> => err(failed(text));

function sourcesOf(call: Call, query: Query): Result<Found, Failure> {
  const failures: Failure[] = [];
  const files = query.files
    ? fileVisitors(call, { ...query.files, ...(query.typed && { typed: true }) }, query.local ?? false)
    : { visitors: [], failures: [], folder: false, stream: false, single: false };
  failures.push(...files.failures);
  const read = readArguments(call, query);
  if (!read.ok) failures.push(read.error);
  let selector = query.labelSelector?.trim() ?? '';
  let selecting = selector !== '';
  const fieldSelector = query.fieldSelector?.trim() ?? '';
  if (query.selectAll && (selector !== '' || fieldSelector !== '')) failures.push(failed("setting 'all' parameter but found a non empty selector. "));
  if (!read.ok || failures.length > 0) return err({ kind: 'many', failures });
  const { types, names, pairs } = read.value;
  if (query.selectAll) {
    selector = '';
    selecting = true;
  }
  if (types.length > 0 && names.length === 0 && query.emptySelectorSelectsAll) selecting = true;

  if (files.visitors.length > 0) {
    if (types.length > 0) return fail('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
    if (names.length > 0) return fail('name cannot be provided when a path is specified');
    if (pairs.length > 0) return fail('resource/name arguments cannot be provided when a path is specified');
    return ok({
      sources: files.visitors.map(() => ({ source: 'file' as const })),
      visitor: (query.continueOnError ? eagerly : inOrder)(files.visitors),
      singleItemImplied: !files.folder && !files.stream && files.visitors.length === 1,
      targetsSingleItems: true,
      fromFiles: true,
    });
  }
  if (selecting || fieldSelector !== '') return selected(call, query, read.value, selector, fieldSelector);
  if (pairs.length > 0) return paired(call, query, read.value);
  if (names.length > 0) return named(call, query, read.value);
  if (types.length > 0) {
    for (const type of types) {
      const mapping = call.mapper.forArgument(type);
      if (!mapping.ok) return mapping;
    }
    return fail('resource(s) were provided, but no name was specified');
  }
  return fail(
    `You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'`,
  );
}

function selected(call: Call, query: Query, { types, names, pairs }: Arguments, labelSelector: string, fieldSelector: string): Result<Found, Failure> {
  if (names.length > 0) return fail('name cannot be provided when a selector is specified');
  if (pairs.length > 0) return fail('selectors and the all flag cannot be used when passing resource/name arguments');
  if (types.length === 0) return fail('at least one resource must be specified to use a selector');
  if (query.subresource) return fail('subresource cannot be used when bulk resources are specified');
  const mappings = mappingsOf(call, types, query.singleResourceType);
  if (!mappings.ok) return mappings;
  const namespace = query.allNamespaces ? '' : (query.namespace ?? call.namespace);
  const sources = mappings.value.map((mapping) => ({ source: 'selector' as const, mapping, namespace: mapping.namespaced ? namespace : '', labelSelector, fieldSelector }));
  return ok({
    sources,
    visitor: (query.continueOnError ? eagerly : inOrder)(sources.map((s) => listVisitor(call, query.typed ?? false, s))),
    singleItemImplied: false,
    targetsSingleItems: false,
  });
}

const listVisitor = (call: Call, typed: boolean, { mapping, namespace, labelSelector, fieldSelector }: Source & { source: 'selector' }): Visitor =>
  function* (visit) {
    const list = yield* call.api.list(mapping, namespace, { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) });
    if (!list.ok) return enhanced(list.error, mapping, labelSelector, fieldSelector);
    const unread = typed ? untyped(mapping, `${mapping.kind}List`) : undefined;
    if (unread !== undefined) return failed(unread);
    return yield* visit({ mapping, namespace, name: '', object: list.value as ApiList as unknown as NonNullable<Info['object']> });
  };

function enhanced(failure: Failure, mapping: Mapping, labelSelector: string, fieldSelector: string): Failure {
  if (failure.kind !== 'status' || (failure.status.reason !== 'BadRequest' && failure.status.reason !== 'NotFound')) return failure;
  const subject = quote(`${mapping.group}/${mapping.version}, Resource=${mapping.resource}`);
  const what =
    labelSelector === '' && fieldSelector === ''
      ? `Unable to list ${subject}`
      : `Unable to find ${subject} that match label selector ${quote(labelSelector)}, field selector ${quote(fieldSelector)}`;
  return { kind: 'status', status: { ...failure.status, message: `${what}: ${failure.status.message}` } };
}

function paired(call: Call, query: Query, { types, pairs }: Arguments): Result<Found, Failure> {
  if (types.length > 0) return fail('you may not specify individual resources and bulk resources in the same call');
  const mappings = new Map<string, Mapping>();
  for (const { type } of pairs) {
    if (mappings.has(type)) continue;
    const mapping = call.mapper.forArgument(type);
    if (!mapping.ok) return mapping;
    mappings.set(type, mapping.value);
  }
  if (query.singleResourceType && new Set([...mappings.values()].map(qualifiedResource)).size > 1) return fail('you may only specify a single resource type');
  const infos: Info[] = [];
  for (const { type, name } of pairs) {
    const info = namedInfo(call, query, mappings.get(type)!, name);
    if (!info.ok) return info;
    infos.push(info.value);
  }
  return ok(namedFound(infos, query.continueOnError ? eagerly : inOrder));
}

function named(call: Call, query: Query, { types, names }: Arguments): Result<Found, Failure> {
  if (types.length === 0) return fail('you must provide a resource and a resource name together');
  if (types.length > 1) return fail('you must specify only one resource');
  const mapping = call.mapper.forArgument(types[0]!);
  if (!mapping.ok) return mapping;
  const infos: Info[] = [];
  for (const name of names) {
    const info = namedInfo(call, query, mapping.value, name);
    if (!info.ok) return info;
    infos.push(info.value);
  }
  return ok(namedFound(infos, inOrder));
}

function namedInfo(call: Call, query: Query, mapping: Mapping, name: string): Result<Info, Failure> {
  if (mapping.namespaced && query.allNamespaces) return fail('a resource cannot be retrieved by name across all namespaces');
  return ok({ mapping, namespace: mapping.namespaced ? (query.namespace ?? call.namespace) : '', name, ...(query.subresource && { subresource: query.subresource }) });
}

const namedFound = (infos: readonly Info[], how: (visitors: readonly Visitor[]) => Visitor): Found => ({
  sources: infos.map((info) => ({ source: 'named', info })),
  visitor: how(infos.map((info) => (visit) => visit(info))),
  singleItemImplied: infos.length === 1,
  targetsSingleItems: true,
});

function mappingsOf(call: Call, types: readonly string[], single: boolean | undefined): Result<readonly Mapping[], Failure> {
  if (types.length > 1 && single) return fail('you may only specify a single resource type');
  const mappings: Mapping[] = [];
  for (const type of types) {
    const mapping = call.mapper.forArgument(type);
    if (!mapping.ok) return mapping;
    if (!mappings.some((m) => m.group === mapping.value.group && m.kind === mapping.value.kind)) mappings.push(mapping.value);
  }
  return ok(mappings);
}

interface Arguments {
  readonly types: readonly string[];
  readonly names: readonly string[];
  readonly pairs: readonly { readonly type: string; readonly name: string }[];
}

const splitTypes = (argument: string): readonly string[] => [...new Set(argument.split(','))];

function readArguments(call: Call, query: Query): Result<Arguments, Failure> {
  const pairs: { type: string; name: string }[] = [];
  if (query.names) {
    const names: string[] = [];
    for (const name of query.names.names) {
      const pair = splitPair(name);
      if (!pair.ok) return pair;
      if (pair.value) pairs.push(pair.value);
      else if (query.names.defaultType === '') return fail(`the argument ${quote(name)} must be RESOURCE/NAME`);
      else pairs.push({ type: query.names.defaultType, name });
    }
    return ok({ types: [], names, pairs });
  }
  let args = query.args ?? [];
  const [first = '', ...rest] = args;
  if (rest.length > 0 && splitTypes(first).length > 1) args = splitTypes(first).flatMap((type) => rest.map((name) => `${type}/${name}`));
  const slashes = args.filter((a) => a.includes('/')).length;
  if (slashes > 0 && slashes !== args.length) {
    return fail(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  }
  if (slashes > 0) {
    for (const argument of args) {
      const pair = splitPair(argument);
      if (!pair.ok) return pair;
      pairs.push(pair.value!);
    }
    return ok({ types: [], names: [], pairs });
  }
  if (args.length === 0) return ok({ types: [], names: [], pairs });
  const types = splitTypes(
    args[0]!
      .split(',')
      .flatMap((type) => call.mapper.category(type) ?? [type])
      .join(','),
  );
  return ok({ types, names: args.slice(1), pairs });
}

function splitPair(argument: string): Result<{ type: string; name: string } | undefined, Failure> {
  if (!argument.includes('/')) return ok(undefined);
  const parts = argument.split('/');
  if (parts.length !== 2) return fail('arguments in resource/name form may not have more than one slash');
  const [type, name] = parts as [string, string];
  if (type === '' || name === '' || splitTypes(type).length !== 1) return fail('arguments in resource/name form must have a single resource and name');
  return ok({ type, name });
}
