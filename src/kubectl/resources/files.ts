/** Objects from `-f`: files, folders, patterns, standard input (upstream: cli-runtime `resource/builder.go`, `visitor.go`, `mapper.go`). */
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Unchecked } from '../../api/meta/types.ts';
import { checkMetadata } from '../../api/schema/decode.ts';
import type { Call } from '../command.ts';
import { failed, type Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { parseManifests } from '../../manifest/parse.ts';
import { parseApiVersion, type RestMapper } from '../rest-mapper.ts';
import { nameOf, namespaceOf, type Info } from './info.ts';
import type { Visitor } from './visitor.ts';

export interface FileOptions {
  readonly filenames: readonly string[];
  readonly recursive: boolean;
  readonly kustomize?: string;
  /** Objects without apiVersion and kind are refused before anything is sent. */
  readonly validate?: boolean;
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
    else failures.push(failed('kustomizations (-k) are not part of this simulation'));
    return { visitors, failures, folder, stream };
  }
  for (const filename of options.filenames) {
    if (filename === '-') {
      if (stream) failures.push(failed('standard input cannot be used for multiple arguments'));
      stream = true;
      visitors.push(textVisitor(call.mapper, 'STDIN', call.io.stdin ?? '', options.validate ?? false, local));
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
      visitors.push(...found.map((file): Visitor => (visit, fail) => textVisitor(call.mapper, file, files.read(file) ?? '', options.validate ?? false, local)(visit, fail)));
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
function textVisitor(mapper: RestMapper, source: string, text: string, validate: boolean, local: boolean): Visitor {
  return function* (visit, fail) {
    const { documents, error } = parseManifests(text);
    for (const { value: document } of documents) {
      if (document === null) continue;
      if (validate) {
        const problems = typeProblems(document);
        if (problems) return failed(`error validating ${quote(source)}: error validating data: ${problems}; if you choose to ignore these errors, turn validation off with --validate=false`);
      }
      const info = infoFor(mapper, document, source, local);
      const failure = info.ok ? yield* visit(info.value) : fail(info.error);
      if (failure) return failure;
    }
    return error === undefined ? undefined : failed(`error parsing ${source}: ${error.message}`);
  };
}

/** What kubectl checks itself before the server validates (upstream: kubectl `pkg/validation/schema.go`, getObjectKind). */
export function typeProblems(document: unknown): string | undefined {
  const fields = document !== null && typeof document === 'object' && !Array.isArray(document) ? (document as Unchecked) : undefined;
  if (!fields) return 'invalid object to validate';
  const problems: string[] = [];
  for (const field of ['apiVersion', 'kind']) {
    const value = fields[field];
    if (value === undefined || value === null) problems.push(`${field} not set`);
    else if (typeof value !== 'string') problems.push(`${field} isn't string type`);
  }
  if (problems.length === 0 && (fields.apiVersion as string).split('/').length > 2) problems.push(`unexpected GroupVersion string: ${fields.apiVersion as string}`);
  return problems.length === 0 ? undefined : problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
}

/** Decodes what every kind has in common and finds the kind (upstream: resource/mapper.go infoForData). */
export function infoFor(mapper: RestMapper, document: unknown, source: string, local: boolean): Result<Info, Failure> {
  const undecodable = (why: string): Result<never, Failure> => err(failed(`unable to decode ${quote(source)}: ${why}`));
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    return undecodable(`json: cannot unmarshal ${Array.isArray(document) ? 'array' : typeof document === 'boolean' ? 'bool' : typeof document} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`);
  }
  const object = document as Unchecked;
  if (object.kind === undefined || object.kind === '') return undecodable(`Object 'Kind' is missing in '${JSON.stringify(object)}'`);
  const checked = checkMetadata(object);
  if (!checked.ok) return undecodable(checked.error);
  const { group, version } = parseApiVersion(String(object.apiVersion ?? ''));
  const kind = String(object.kind);
  const mapping = mapper.forKind(group, version, kind);
  const name = nameOf(object);
  const namespace = namespaceOf(object);
  if (!mapping) {
    const where = version === '' ? `no matches for kind ${quote(kind)}${group ? ` in group ${quote(group)}` : ''}` : `no matches for kind ${quote(kind)} in version ${quote(String(object.apiVersion))}`;
    if (local && mapper.all[0]) return ok({ mapping: { ...mapper.all[0], group, version, kind, resource: kind.toLowerCase() }, namespace, name, source, object });
    return err(failed(`resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} from ${quote(source)}: ${where}\nensure CRDs are installed first`));
  }
  return ok({ mapping: version === '' ? { ...mapping, version: '' } : mapping, namespace, name, source, object });
}

/** The members of a list, those without a kind as the list's name says (upstream: FlattenListVisitor). */
export function listMembers(mapper: RestMapper, list: Info): { readonly infos: readonly Info[]; readonly failures: readonly Failure[] } {
  const infos: Info[] = [];
  const failures: Failure[] = [];
  const listKind = String(list.object?.kind ?? '');
  for (const given of list.object?.items as readonly Unchecked[]) {
    const item = given.kind === undefined && listKind !== 'List' ? { apiVersion: list.object?.apiVersion, kind: listKind.replace(/List$/, ''), ...given } : given;
    if (Array.isArray(item.items)) {
      const inner = listMembers(mapper, { ...list, object: item });
      infos.push(...inner.infos);
      failures.push(...inner.failures);
      continue;
    }
    const { group, version } = parseApiVersion(String(item.apiVersion ?? ''));
    const mapping = mapper.forKind(group, version, String(item.kind));
    if (mapping) infos.push({ mapping, namespace: namespaceOf(item), name: nameOf(item), object: item, ...(list.source !== undefined && { source: list.source }) });
    else failures.push(failed(`unable to recognize no matches for kind ${quote(String(item.kind))} in version ${quote(String(item.apiVersion))}`));
  }
  return { infos, failures };
}
