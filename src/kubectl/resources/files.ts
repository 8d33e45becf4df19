/** Objects from `-f`: files, folders, patterns, standard input (upstream: cli-runtime `resource/builder.go`, `visitor.go`, `mapper.go`). */
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { aggregate } from '../../api/meta/field-error.ts';
import type { Unchecked } from '../../api/meta/types.ts';
import { checkMetadata } from '../../api/schema/decode.ts';
import type { Call } from '../command.ts';
import { failed, type Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { kustomizeHost } from '../commands/kustomize.ts';
import { buildKustomization, kustomizedText } from '../kustomize/build.ts';
import { parseManifests } from '../../manifest/parse.ts';
import { toCompactJson } from '../../manifest/print-json.ts';
import { parseApiVersion, untyped, type RestMapper } from '../rest-mapper.ts';
import { schemaProblems } from './schema-problems.ts';
import { apiVersionOfObject, kindOf, nameOf, namespaceOf, type Info } from './info.ts';
import type { ListMembers, Visitor } from './visitor.ts';

export interface FileOptions {
  readonly filenames: readonly string[];
  readonly recursive: boolean;
  readonly kustomize?: string;
  /** Objects without apiVersion and kind are refused before anything is sent. */
  readonly validate?: boolean;
  /** Kinds that kubectl itself has no types of are refused. */
  readonly typed?: boolean;
}

export interface FileVisitors {
  readonly visitors: readonly Visitor[];
  readonly failures: readonly Failure[];
  /** A path gave more than one file. */
  readonly folder: boolean;
  readonly stream: boolean;
}

const EXTENSIONS = ['.json', '.yaml', '.yml'];

export function fileVisitors(call: Call, options: FileOptions, local: boolean): FileVisitors {
  const visitors: Visitor[] = [];
  const failures: Failure[] = [];
  let folder = false;
  let stream = false;
  const { files } = call.io;
  if (options.kustomize) {
    if (options.filenames.length > 0) failures.push(failed('only one of -f or -k can be specified'));
    else if (options.recursive) failures.push(failed("the -k flag can't be used with -f or -R"));
    else {
      const built = buildKustomization(options.kustomize, kustomizeHost(call));
      if (built.ok) visitors.push(textVisitor(call.mapper, options.kustomize, kustomizedText(built.value), options, local));
      else failures.push(failed(built.error));
    }
    return { visitors, failures, folder, stream };
  }
  for (const filename of options.filenames) {
    if (filename === '-') {
      if (stream) failures.push(failed('standard input cannot be used for multiple arguments'));
      stream = true;
      visitors.push(textVisitor(call.mapper, 'STDIN', call.io.stdin ?? '', options, local));
      continue;
    }
    if (/^https?:\/\//.test(filename)) {
      failures.push(failed(`unable to read URL ${quote(filename)}: this simulation reaches no other servers`));
      continue;
    }
    const matches = files.kind(filename) === undefined ? expandPattern(call.io, filename) : [filename];
    if (matches.length === 0) {
      failures.push(failed(`the path ${quote(filename)} does not exist`));
      continue;
    }
    for (const path of matches) {
      const found = walk(call.io, path, options.recursive, true);
      if (found.length > 1) folder = true;
      visitors.push(
        ...found.map(
          (file): Visitor =>
            (visit, fail) =>
              textVisitor(call.mapper, file, files.read(file) ?? '', options, local)(visit, fail),
        ),
      );
    }
    if (visitors.length === 0 && failures.length === 0) failures.push(failed(`error reading [${matches.join(' ')}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`));
  }
  return { visitors, failures, folder, stream };
}

/** The files below a path in name order; a folder's only with an extension of manifests, its subfolders only with -R. */
function walk(io: Io, path: string, recursive: boolean, top: boolean): readonly string[] {
  if (io.files.kind(path) !== 'directory') return [path];
  if (!top && !recursive) return [];
  const folder = path.replace(/\/+$/, '').replace(/^\.$/, '') || (path.startsWith('/') ? '/' : '');
  return (io.files.list(path) ?? []).flatMap(({ name, directory }) => {
    const inner = folder === '' ? name : folder === '/' ? `/${name}` : `${folder}/${name}`;
    if (directory) return walk(io, inner, recursive, false);
    return EXTENSIONS.some((e) => name.endsWith(e)) ? [inner] : [];
  });
}

/** Shell patterns in the last part of a path (upstream: filepath.Glob). */
function expandPattern(io: Io, pattern: string): readonly string[] {
  const slash = pattern.lastIndexOf('/');
  const last = pattern.slice(slash + 1);
  if (!/[*?[]/.test(last)) return [];
  const folder = slash < 0 ? '.' : pattern.slice(0, slash) || '/';
  const entries = io.files.list(folder) ?? [];
  return entries.filter(({ name }) => matchesPattern(last, name)).map(({ name }) => (slash < 0 ? name : `${pattern.slice(0, slash)}/${name}`));
}

/** `*`, `?` and `[…]`, without backtracking beyond the last `*`. */
function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    const step = p < pattern.length && pattern[p] !== '*' ? matchOne(pattern, p, name[n]!) : 0;
    if (step > 0) {
      p += step;
      n += 1;
    } else if (pattern[p] === '*') {
      star = p;
      resume = n;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      n = resume;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** How many characters of the pattern match this one; 0: none does. */
function matchOne(pattern: string, at: number, char: string): number {
  if (pattern[at] === '?') return 1;
  if (pattern[at] !== '[') return pattern[at] === char ? 1 : 0;
  const end = pattern.indexOf(']', at + 2);
  if (end < 0) return 0;
  const negated = pattern[at + 1] === '^';
  const set = pattern.slice(at + (negated ? 2 : 1), end);
  let inside = false;
  for (let i = 0; i < set.length; i += 1) {
    if (set[i + 1] === '-' && i + 2 < set.length) {
      if (char >= set[i]! && char <= set[i + 2]!) inside = true;
      i += 2;
    } else if (set[i] === char) inside = true;
  }
  return inside === negated ? 0 : end - at + 1;
}

/** The objects of one text, document by document. */
function textVisitor(mapper: RestMapper, source: string, text: string, { validate, typed }: FileOptions, local: boolean): Visitor {
  return function* (visit, fail) {
    const { documents, error } = parseManifests(text);
    for (const { value: document } of documents) {
      if (document === null) continue;
      if (validate) {
        const problems = typeProblems(document) ?? questionProblems(mapper, document);
        if (problems)
          return failed(`error validating ${quote(source)}: error validating data: ${problems}; if you choose to ignore these errors, turn validation off with --validate=false`);
      }
      const info = infoFor(mapper, document, source, local);
      const unread = typed && info.ok ? untyped(info.value.mapping, info.value.mapping.kind) : undefined;
      const failure = unread !== undefined ? fail(failed(`unable to decode ${quote(source)}: ${unread}`)) : info.ok ? yield* visit(info.value) : fail(info.error);
      if (failure) return failure;
    }
    return error === undefined ? undefined : failed(`error parsing ${source}: ${error.message}`);
  };
}

/** What kubectl checks itself before the server validates (upstream: kubectl `pkg/validation/schema.go`, getObjectKind, validateList). */
export function typeProblems(document: unknown): string | undefined {
  return joined(problemsOf(document));
}

/** Of kinds that cannot be patched the server checks no fields when it is asked to: kubectl does. */
function questionProblems(mapper: RestMapper, document: unknown): string | undefined {
  const object = document as Unchecked;
  const { group, version } = parseApiVersion(apiVersionOfObject(object));
  const descriptor = mapper.forKind(group, version, kindOf(object))?.descriptor;
  return descriptor?.answer ? joined(schemaProblems(descriptor.schema, descriptor.kind, document)) : undefined;
}

const joined = (problems: readonly string[]): string | undefined => (problems.length > 0 ? aggregate(problems) : undefined);

function problemsOf(document: unknown): readonly string[] {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return ['invalid object to validate'];
  const fields = document as Unchecked;
  const problems: string[] = [];
  for (const field of ['apiVersion', 'kind']) {
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (value === undefined || value === null) problems.push(`${field} not set`);
    else if (typeof value !== 'string') problems.push(`${field} isn't string type`);
  }
  if (problems.length > 0) return problems;
  if ((fields.apiVersion as string).split('/').length > 2) return [`unexpected GroupVersion string: ${fields.apiVersion as string}`];
  if (fields.kind !== 'List') return [];
  return Array.isArray(fields.items) ? fields.items.flatMap(problemsOf) : ['invalid object to validate'];
}

/** Decodes what every kind has in common and finds the kind (upstream: resource/mapper.go infoForData). */
export function infoFor(mapper: RestMapper, document: unknown, source: string, local: boolean): Result<Info, Failure> {
  const undecodable = (why: string): Result<never, Failure> => err(failed(`unable to decode ${quote(source)}: ${why}`));
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    return undecodable(
      `json: cannot unmarshal ${Array.isArray(document) ? 'array' : typeof document === 'boolean' ? 'bool' : typeof document} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  const object = document as Unchecked;
  if (kindOf(object) === '') return undecodable(`Object 'Kind' is missing in '${toCompactJson(object)}'`);
  const checked = checkMetadata(object);
  if (!checked.ok) return undecodable(checked.error);
  const { group, version } = parseApiVersion(apiVersionOfObject(object));
  const kind = kindOf(object);
  const mapping = mapper.forKind(group, version, kind);
  const name = nameOf(object);
  const namespace = namespaceOf(object);
  if (!mapping) {
    if (local && mapper.all[0]) return ok({ mapping: { ...mapper.all[0], group, version, kind, resource: kind.toLowerCase() }, namespace, name, source, object });
    return err(
      failed(
        `resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} from ${quote(source)}: no matches for kind ${quote(kind)} in version ${quote(apiVersionOfObject(object))}\nensure CRDs are installed first`,
      ),
    );
  }
  return ok({ mapping: version === '' ? { ...mapping, version: '' } : mapping, namespace, name, source, object });
}

/** The members of a list (upstream: FlattenListVisitor). Members without a kind have the one that the list's kind says. */
export function listMembers(mapper: RestMapper, list: Info): ListMembers {
  const infos: Info[] = [];
  const failures: Failure[] = [];
  const { kind, apiVersion } = list.object!;
  for (const given of list.object!.items as readonly unknown[]) {
    const fields = (given !== null && typeof given === 'object' && !Array.isArray(given) ? given : {}) as Unchecked;
    const item: Unchecked = Object.hasOwn(fields, 'kind') || kind === 'List' ? fields : { ...fields, apiVersion, kind: String(kind).replace(/List$/, '') };
    if (Array.isArray(item.items)) return { infos: [], failures: [], stop: failed('*unstructured.Unstructured is not a list: no Items field in this object') };
    const missing =
      kindOf(item) === ''
        ? "Object 'Kind' is missing in 'object has no kind field '"
        : apiVersionOfObject(item) === ''
          ? "Object 'apiVersion' is missing in 'object has no apiVersion field'"
          : undefined;
    const { group, version } = parseApiVersion(apiVersionOfObject(item));
    const mapping = mapper.forKind(group, version, kindOf(item));
    if (missing) failures.push(failed(`unable to get type info from the object "*unstructured.Unstructured": ${missing}`));
    else if (mapping) infos.push({ mapping, namespace: namespaceOf(item), name: nameOf(item), object: item, ...(list.source !== undefined && { source: list.source }) });
    else failures.push(failed(`unable to recognize no matches for kind ${quote(kindOf(item))} in version ${quote(apiVersionOfObject(item))}`));
  }
  return { infos, failures };
}
