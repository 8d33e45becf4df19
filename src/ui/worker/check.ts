/** What the API server would say of a file, at the lines it means: every document is tried with a dry run. */
import type { KindRegistry } from '../../api/registry.ts';
import { parseGroupVersion } from '../../api/registry.ts';
import type { Status } from '../../api/meta/status.ts';
import type { ApiRequest, ApiResponse } from '../../engine/client.ts';
import { parseFieldPath } from '../../manifest/locate.ts';
import { parseManifests } from '../../manifest/parse.ts';
import type { Manifest } from '../../manifest/parse.ts';
import type { FileProblem } from './protocol.ts';

const MOST = 50;

/** Asks for the answer that a create of the object gets, or, where it exists, for the first refusal that `kubectl apply` of it gets. */
export interface DryRun {
  request(call: ApiRequest): ApiResponse;
  applied(text: string): Status | undefined;
}

export function checkFile(file: string, text: string, kinds: KindRegistry, dryRun: DryRun): FileProblem[] {
  if (!/\.(ya?ml|json)$/i.test(file) || /(^|\/)kustomization\.ya?ml$/.test(file) || text.trim() === '') return [];
  const { documents, error } = parseManifests(text);
  const problems: FileProblem[] = [];
  for (const manifest of documents) {
    if (problems.length >= MOST) break;
    for (const { path, message } of checkObject(manifest.value, kinds, dryRun)) problems.push(problemAt(file, manifest, path, message));
  }
  if (error) problems.push({ file, line: Math.max(1, error.line), column: Math.max(1, error.column), endColumn: error.column + 200, message: error.message });
  return problems.slice(0, MOST);
}

interface Problem {
  readonly path: string;
  readonly message: string;
}

function checkObject(value: unknown, kinds: KindRegistry, dryRun: DryRun): Problem[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [{ path: '', message: 'a manifest is an object with apiVersion, kind and metadata' }];
  const object = value as Record<string, unknown>;
  const { apiVersion, kind } = object;
  // For kubectl -k, which reads it itself: the API server never sees one.
  if (typeof apiVersion === 'string' && apiVersion.startsWith('kustomize.config.k8s.io/')) return [];
  if (typeof kind !== 'string' || kind === '') return [{ path: 'kind', message: "Object 'Kind' is missing" }];
  if (typeof apiVersion !== 'string' || apiVersion === '') return [{ path: 'apiVersion', message: "Object 'apiVersion' is missing" }];
  if (kind === 'List' && apiVersion === 'v1') {
    const { items } = object;
    if (items === undefined || items === null) return [];
    if (!Array.isArray(items)) return [{ path: 'items', message: 'items of a List are a list of objects' }];
    const problems: Problem[] = [];
    for (const [index, item] of items.entries()) {
      if (problems.length >= MOST) break;
      const at = `items[${index}]`;
      problems.push(...checkObject(item, kinds, dryRun).map(({ path, message }) => ({ path: path === '' ? at : `${at}.${path}`, message })));
    }
    return problems;
  }
  const { group, version } = parseGroupVersion(apiVersion);
  const served = kinds.byKind(group, version, kind);
  if (!served) return [{ path: 'kind', message: `no matches for kind "${kind}" in version "${apiVersion}"` }];
  const metadata = (typeof object['metadata'] === 'object' && object['metadata'] !== null ? object['metadata'] : {}) as Record<string, unknown>;
  const namespace = served.descriptor.namespaced ? (typeof metadata['namespace'] === 'string' ? metadata['namespace'] : 'default') : undefined;
  const { name } = metadata;
  if (name === undefined && metadata['generateName'] === undefined) return [{ path: 'metadata', message: 'resource name may not be empty' }];
  const where = { group: served.group, version: served.version, resource: served.descriptor.plural, namespace };
  const created = dryRun.request({ verb: 'create', ...where, body: value, options: { dryRun: true, fieldValidation: 'Strict' } });
  const exists = typeof name === 'string' && dryRun.request({ verb: 'get', ...where, name }).ok;
  // What can't be decoded is told best of the object itself; whether the rest may be so depends on what is there.
  const undecoded = !created.ok && created.status.reason === 'BadRequest';
  const refusal = exists && !undecoded ? dryRun.applied(JSON.stringify(value)) : created.ok ? undefined : created.status;
  return refusal ? statusProblems(refusal).map(({ field, message }) => ({ path: field, message })) : [];
}

/** The single errors of an answer, each with the field it is about. */
export function statusProblems(status: Status): { readonly field: string; readonly message: string }[] {
  if (status.reason === 'AlreadyExists') return [];
  const causes = status.details?.causes ?? [];
  if (causes.length > 0) return causes.map(({ field, message }) => ({ field, message: field === '' ? message : `${field}: ${message}` }));
  const strict = [...status.message.matchAll(/unknown field "([^"]{1,300})"|duplicate field "([^"]{1,300})"/g)];
  if (strict.length > 0) return strict.map((match) => ({ field: (match[1] ?? match[2])!, message: match[0] }));
  const decoded = /Go struct field \w+\.([\w.]{1,300}) of type/.exec(status.message) ?? /quantities must match/.exec(status.message);
  return [{ field: decoded?.[1] ?? '', message: status.message }];
}

function problemAt(file: string, manifest: Manifest, path: string, message: string): FileProblem {
  const steps = parseFieldPath(path);
  const { value, key, depth } = manifest.locate(steps);
  // The value where all of the path is there, the nearest key above it where something is missing.
  const range = depth === steps.length && value.startLine === value.endLine ? value : (key ?? value);
  const line = Math.max(1, range.startLine);
  return {
    file,
    line,
    column: Math.max(1, range.startColumn),
    endColumn: range.endLine === range.startLine ? Math.max(range.endColumn, range.startColumn + 1) : range.startColumn + 200,
    message,
  };
}
