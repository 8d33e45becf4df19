/** `--raw PATH`: a request by its path, and the answer as the server writes it (upstream: kubectl `pkg/rawhttp/raw.go`). */
import { base64Url, fromBase64Url } from '../base/base64-url.ts';
import { err, ok, type Result } from '../base/result.ts';
import { marshalJson, quote } from '../base/go-format.ts';
import { failure as statusOf, type Status } from '../api/meta/status.ts';
import { inGoOrder } from '../api/schema/order.ts';
import { schemaNameOf, schemaOf, type Schema } from '../api/schema/schema.ts';
import { close, next, openStream, type ApiList, type ApiRequest, type ApiResponse, type Task } from '../engine/client.ts';
import { parseDocument } from '../manifest/parse.ts';
import type { Call } from './command.ts';
import { failed, statusFailure, type Failure } from './failure.ts';
import { unusable } from './kubeconfig.ts';
import { documentAt } from './raw-documents.ts';

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
const NOT_MODELLED = /^\/(openapi\/v2|openapi\/v3\/(apis?|version|openid|\.well-known)|openid\/v1\/jwks|metrics|debug\/pprof)([/?]|$)/;
/** What the API server passes on to a pod, a Service or a node, and the path that is asked for there. */
const PROXY = /^\/api\/v1\/(?:namespaces\/([^/?]+)\/(pods|services)|nodes)\/([^/?]+)\/proxy(\/[^?]*)?(?:\?|$)/;

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
    const known = documentAt(call.context.kinds, path);
    if (known !== undefined) {
      call.out(known);
      return undefined;
    }
  }
  const proxied = yield* throughProxy(call, path);
  if (proxied) return proxied.failure;
  const request = requestFor(method, path, body);
  if (!request.ok) return request.error;
  const answer = yield* call.api.send(request.value);
  if (!answer.ok) return statusFailure(answer.status);
  const page = pageOf(path, answer);
  return page.ok ? yield* printAnswer(call, page.value, request.value) : page.error;
}

/** Requests that the API server passes on: to nothing that is not there, and of what a kubelet answers only to whether it is well. */
function* throughProxy(call: Call, path: string): Task<{ readonly failure: Failure | undefined } | undefined> {
  const target = PROXY.exec(path);
  if (!target) return undefined;
  const [, namespace, resource = 'nodes', named = '', asked] = target;
  // `https:name:port` names the object as well.
  const [, name = named] = /^(?:https?:)?([^:]+)(?::[^:]*)?$/.exec(named) ?? [];
  const answer = yield* call.api.send({ verb: 'get', group: '', version: 'v1', resource, name, ...(namespace !== undefined && { namespace }) });
  if (!answer.ok) return { failure: statusFailure(answer.status) };
  const node = 'body' in answer ? (answer.body as { readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] } }) : undefined;
  // A kubelet answers its probe as long as it runs.
  if (resource !== 'nodes' || asked !== '/healthz' || node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status !== 'True') {
    return { failure: failed(`--raw ${path} is not served by this simulation`) };
  }
  call.out('ok');
  return { failure: undefined };
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

type Answer = Extract<ApiResponse, { ok: true }>;

/** The part of a list that `limit` and `continue` ask for (upstream: apiserver `pkg/storage/continue.go`). */
function pageOf(path: string, answer: Answer): Result<Answer, Failure> {
  const question = path.indexOf('?');
  if (question < 0 || !('body' in answer) || !('items' in answer.body)) return ok(answer);
  const parameters = new URLSearchParams(path.slice(question + 1));
  const limit = Number(parameters.get('limit') ?? 0);
  const token = parameters.get('continue') ?? '';
  if (!(limit > 0) && token === '') return ok(answer);
  const { metadata, items: all, ...list } = answer.body as ApiList;
  const keyOf = ({ metadata: { namespace, name } }: ApiList['items'][number]): string => (namespace !== undefined && !/\/namespaces\//.test(path) ? `${namespace}/${name}` : name);
  let items = all;
  if (token !== '') {
    const start = startOf(token);
    if (start === undefined) return err(statusFailure(statusOf(400, 'BadRequest', 'continue key is not valid: illegal base64 data at input byte 0')));
    items = items.filter((item) => `${keyOf(item)}\0` > start);
  }
  if (!(limit > 0) || items.length <= limit) return ok({ ...answer, body: { ...list, metadata, items } });
  const shown = items.slice(0, limit);
  const next = { v: 'meta.k8s.io/v1', rv: Number(metadata.resourceVersion), start: `${keyOf(shown.at(-1)!)}\0` };
  const more = {
    resourceVersion: metadata.resourceVersion,
    continue: base64Url(JSON.stringify(next)),
    remainingItemCount: items.length - limit,
  };
  return ok({ ...answer, body: { ...list, metadata: more, items: shown } });
}

function startOf(token: string): string | undefined {
  try {
    const { start } = JSON.parse(fromBase64Url(token)) as { readonly start?: unknown };
    return typeof start === 'string' ? start : undefined;
  } catch {
    return undefined;
  }
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
