/** `--raw PATH`: a request by its path, and the answer as the server writes it (upstream: kubectl `pkg/rawhttp/raw.go`). */
import { err, ok, type Result } from '../base/result.ts';
import { marshalJson, quote } from '../base/go-format.ts';
import { failure as statusOf, type Status } from '../api/meta/status.ts';
import { inGoOrder } from '../api/schema/order.ts';
import { schemaNameOf, schemaOf, type Schema } from '../api/schema/schema.ts';
import groupDocument from '../api/schema/data/api-groups.json';
import resourceDocument from '../api/schema/data/resources.json';
import versionDocument from '../api/schema/data/version.json';
import { close, next, openStream, type ApiRequest, type ApiResponse, type Task } from '../engine/client.ts';
import { parseDocument } from '../manifest/parse.ts';
import type { Call } from './command.ts';
import { discoveredGroups } from './discovery.ts';
import { HEALTH_PATHS, healthAnswer } from './health-checks.ts';
import { failed, statusFailure, type Failure } from './failure.ts';
import { unusable } from './kubeconfig.ts';

/** What is wrong with `--raw` before anything is sent; of writes with their file too. */
export function rawProblem(call: Call, file?: { readonly required: boolean }): string | undefined {
  const { flags } = call;
  const path = flags.string('raw');
  if (file) {
    const names = flags.strings('filename');
    if (file.required ? names.length !== 1 : names.length > 1) return '--raw can only use a single local file or stdin';
    if (/^https?:\/\//.test(names[0] ?? '')) return '--raw cannot read from a url';
    if (flags.bool('recursive')) return '--raw and --recursive are mutually exclusive';
    if (flags.has('selector') && flags.string('selector')) return '--raw and --selector (-l) are mutually exclusive';
    if (flags.string('output')) return '--raw and --output are mutually exclusive';
  }
  return path.startsWith('/') ? undefined : `--raw must be a valid URL path: parse ${quote(path)}: invalid URI for request`;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const VERBS = { GET: 'get', POST: 'create', PUT: 'update', DELETE: 'delete' } as const;
const NOT_FOUND = statusFailure(statusOf(404, 'NotFound', 'the server could not find the requested resource'));
/** Served by a real server, and large or of no meaning here. */
const NOT_MODELLED = /^\/(openapi|metrics|logs|debug|swagger|\.well-known|statusz|flagz)(\/|$)/;

/** Sends the request of `--raw` and prints what comes back. `file` is its body: a path, or `-`. */
export function* sendRaw(call: Call, method: Method, path: string, file?: string): Task<Failure | undefined> {
  const wrong = unusable(call);
  if (wrong) return wrong;
  let body: unknown;
  if (file !== undefined) {
    const text = file === '-' ? (call.io.stdin ?? '') : call.io.files.read(file);
    if (text === undefined) return failed(`open ${file}: no such file or directory`);
    const parsed = parseDocument(text);
    if (!parsed.ok) return failed(parsed.error);
    body = parsed.value;
  }
  if (!path.startsWith('/')) return NOT_FOUND;
  if (NOT_MODELLED.test(path)) return failed(`--raw ${path} is not served by this simulation`);
  if (method === 'GET') {
    const known = healthAnswer(path) ?? document(call, path.replace(/\?.*/s, '').replace(/(?<=.)\/$/, ''));
    if (known !== undefined) {
      call.out(known);
      return undefined;
    }
  }
  const request = requestFor(method, path, body);
  if (!request.ok) return request.error;
  const answer = yield* call.api.send(request.value);
  if (!answer.ok) return statusFailure(answer.status);
  return yield* printAnswer(call, answer, request.value);
}

/** What does not change: discovery and the version. */
function document(call: Call, path: string): string | undefined {
  const line = (value: unknown): string => `${marshalJson(value)}\n`;
  if (path === '/version') return JSON.stringify(versionDocument, null, 2);
  const groups = discoveredGroups(call.context.kinds);
  const versions = groups.flatMap(({ name, versions: of }) => (name === '' ? [] : of.map((version) => `${name}/${version}`)));
  if (path === '/') {
    const paths = [
      '/api',
      '/api/v1',
      '/apis',
      ...groups.filter(({ name }) => name !== '').map(({ name }) => `/apis/${name}`),
      ...versions.map((version) => `/apis/${version}`),
      ...HEALTH_PATHS,
      '/version',
    ];
    return `${JSON.stringify({ paths: paths.sort() }, null, 2)}`;
  }
  if (path === '/api') return line({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }] });
  const group = (name: string, of: readonly string[]) => {
    const listed = of.map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions: listed, preferredVersion: listed[0]! };
  };
  const named = groups.filter(({ name }) => name !== '').map(({ name, versions: of }) => group(name, of));
  if (path === '/apis') return line({ ...groupDocument, groups: named });
  const [, root, one, two, more] = path.split('/');
  if (root === 'apis' && one !== undefined && two === undefined) {
    const found = named.find(({ name }) => name === one);
    return found && line({ kind: 'APIGroup', apiVersion: 'v1', ...found });
  }
  const groupVersion = root === 'api' && two === undefined ? one : root === 'apis' && two !== undefined && more === undefined ? `${one}/${two}` : undefined;
  if (groupVersion === undefined) return undefined;
  const listed = Object.hasOwn(resourceDocument, groupVersion) ? (resourceDocument as Readonly<Record<string, readonly object[]>>)[groupVersion] : undefined;
  const custom = call.context.kinds.filter((kind) => `${kind.group}/${kind.version}` === groupVersion && kind.schema === '');
  if (!listed && custom.length === 0) return undefined;
  const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
  const others = custom.map(({ plural, singular, namespaced, kind, shortNames, categories }) => ({
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories && categories.length > 0 && { categories }),
  }));
  return line({ kind: 'APIResourceList', ...(listed ? {} : { apiVersion: 'v1' }), groupVersion, resources: [...(listed ?? []), ...others] });
}

/** `/apis/apps/v1/namespaces/shop/deployments/web/scale?…` as a request. */
function requestFor(method: Method, path: string, body: unknown): Result<ApiRequest, Failure> {
  const question = path.indexOf('?');
  const parameters = new URLSearchParams(question < 0 ? '' : path.slice(question + 1));
  let words: string[];
  try {
    words = (question < 0 ? path : path.slice(0, question)).split('/').slice(1).map(decodeURIComponent);
  } catch {
    return err(NOT_FOUND);
  }
  if (words.at(-1) === '') words.pop();
  const core = words[0] === 'api';
  if (!core && words[0] !== 'apis') return err(NOT_FOUND);
  const group = core ? '' : (words[1] ?? '');
  const version = words[core ? 1 : 2] ?? '';
  let rest = words.slice(core ? 2 : 3);
  if (rest.length === 0 || rest.includes('')) return err(NOT_FOUND);
  let namespace: string | undefined;
  // A namespace's own finalizers and status are not things in it.
  if (rest[0] === 'namespaces' && rest.length > 2 && !(rest.length === 3 && (rest[2] === 'status' || rest[2] === 'finalize'))) {
    namespace = rest[1];
    rest = rest.slice(2);
  }
  const [resource, name, subresource, ...deeper] = rest as [string, ...(string | undefined)[]];
  if (subresource === 'proxy' || deeper.length > 0) return err(failed(`--raw ${path} is not served by this simulation`));
  if (parameters.get('watch') === 'true' || parameters.get('watch') === '1') return err(failed('watching by --raw is not part of this simulation: kubectl get --watch does it'));
  const verb = method === 'GET' && name === undefined ? 'list' : method === 'DELETE' && name === undefined ? 'deletecollection' : VERBS[method];
  const text = (key: string): string | undefined => parameters.get(key) ?? undefined;
  const others = Object.fromEntries([...parameters].map(([key, value]) => [key, value === 'true' ? true : /^\d+$/.test(value) ? Number(value) : value]));
  return ok({
    verb,
    group,
    version,
    resource,
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
    ...(subresource !== undefined && { subresource }),
    ...(body !== undefined && body !== null && { body }),
    options: {
      ...(text('labelSelector') && { labelSelector: text('labelSelector') }),
      ...(text('fieldSelector') && { fieldSelector: text('fieldSelector') }),
      ...(text('dryRun') === 'All' && { dryRun: true }),
      ...(subresource === 'log' && { parameters: others }),
    },
  });
}

/** Objects as one line of JSON, their fields in the order of the API; texts as they are. */
function* printAnswer(call: Call, answer: Extract<ApiResponse, { ok: true }>, { group, version }: ApiRequest): Task<undefined> {
  if ('body' in answer) {
    call.out(`${marshalJson(ordered(answer.body, group, version))}\n`);
    return undefined;
  }
  call.out(answer.text);
  if (answer.stream === undefined) return undefined;
  const handle = yield* openStream(answer.stream);
  for (;;) {
    const notice = yield* next([handle]);
    if (notice.notice !== 'chunk') continue;
    if ('exit' in notice.chunk) {
      yield* close(handle);
      return undefined;
    }
    call.out('stdout' in notice.chunk ? notice.chunk.stdout : notice.chunk.stderr);
  }
}

function ordered(body: object, group: string, version: string): unknown {
  const { apiVersion: given, kind, items, ...rest } = body as { readonly apiVersion?: string; readonly kind?: string; readonly items?: readonly object[] };
  const apiVersion = given ?? (group ? `${group}/${version}` : version);
  if (items) {
    const schema = schemaAt(apiVersion, (kind ?? 'List').replace(/List$/, ''));
    // Members of a list of a built-in kind do not say what they are.
    const members = items.map((item) => {
      const { apiVersion: _, kind: __, ...fields } = item as { readonly apiVersion?: string; readonly kind?: string };
      return schema ? inGoOrder(schema, fields) : { apiVersion: _, kind: __, ...fields };
    });
    return schema ? { kind, apiVersion, ...rest, items: members } : { apiVersion, items: members, kind, ...rest };
  }
  // A success says neither why nor, unless something was created, what code.
  if (kind === 'Status' && (body as Partial<Status>).status === 'Success') {
    const { metadata, status, details, code } = body as Partial<Status>;
    return { kind, apiVersion, metadata, status, details, ...(code === 201 && { code }) };
  }
  const schema = kind === undefined ? undefined : schemaAt(apiVersion, kind);
  return schema ? inGoOrder(schema, body) : body;
}

function schemaAt(apiVersion: string, kind: string): Schema | undefined {
  const slash = apiVersion.indexOf('/');
  const name = schemaNameOf(slash < 0 ? '' : apiVersion.slice(0, slash), apiVersion.slice(slash + 1), kind);
  return name === undefined ? undefined : schemaOf(name);
}
