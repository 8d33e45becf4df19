/** Requests as commands make them: by mapping, with warnings printed once and refusals as failures. */
import { isPathSegmentName } from '../api/meta/names.ts';
import type { Status } from '../api/meta/status.ts';
import type { KubeObject } from '../api/meta/types.ts';
import {
  request,
  watch,
  type ApiList,
  type ApiRequest,
  type ApiResponse,
  type ApiVerb,
  type Handle,
  type PatchType,
  type RequestOptions,
  type Task,
  type WatchRequest,
} from '../engine/client.ts';
import { quote } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';
import { failed, statusFailure, type Failure } from './failure.ts';
import type { Mapping } from './rest-mapper.ts';

export interface WriteOptions extends RequestOptions {
  readonly subresource?: string;
}

export class Api {
  readonly #warn: (text: string) => void;
  readonly #warned = new Set<string>();
  readonly #unusable: () => Failure | undefined;

  /** `unusable` says why no request can be made at all. */
  constructor(warn: (text: string) => void, unusable: () => Failure | undefined) {
    this.#warn = warn;
    this.#unusable = unusable;
  }

  get warningCount(): number {
    return this.#warned.size;
  }

  /** Any request. Each warning is printed once in a run. */
  *send(call: ApiRequest): Task<ApiResponse> {
    const response = yield* request(call);
    for (const warning of response.warnings) {
      if (this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      this.#warn(warning);
    }
    return response;
  }

  get(mapping: Mapping, namespace: string, name: string, subresource?: string): Task<Result<KubeObject, Failure>> {
    return this.#one('get', mapping, namespace, { name, subresource: subresource || undefined });
  }
  /** Without a namespace: of all. */
  *list(mapping: Mapping, namespace: string, options: Pick<RequestOptions, 'labelSelector' | 'fieldSelector'> = {}): Task<Result<ApiList, Failure>> {
    const answer = yield* this.#one('list', mapping, namespace, { options });
    return answer as Result<unknown, Failure> as Result<ApiList, Failure>;
  }
  create(mapping: Mapping, namespace: string, body: unknown, { subresource, ...options }: WriteOptions & { readonly name?: string } = {}): Task<Result<KubeObject, Failure>> {
    return this.#one('create', mapping, namespace, { body, subresource, options });
  }
  update(mapping: Mapping, namespace: string, name: string, body: unknown, { subresource, ...options }: WriteOptions = {}): Task<Result<KubeObject, Failure>> {
    return this.#one('update', mapping, namespace, { name, body, subresource, options });
  }
  patch(mapping: Mapping, namespace: string, name: string, patchType: PatchType, body: unknown, { subresource, ...options }: WriteOptions = {}): Task<Result<KubeObject, Failure>> {
    return this.#one('patch', mapping, namespace, { name, body, patchType, subresource, options });
  }
  /** Answers the object that is on its way out, or a Status when it is gone. */
  delete(mapping: Mapping, namespace: string, name: string, options: RequestOptions = {}): Task<Result<KubeObject, Failure>> {
    return this.#one('delete', mapping, namespace, { name, options });
  }
  *watch(mapping: Mapping, namespace: string, options: Pick<WatchRequest, 'labelSelector' | 'fieldSelector' | 'resourceVersion'>): Task<Handle> {
    return yield* watch({ group: mapping.group, version: mapping.version, resource: mapping.resource, ...scope(mapping, namespace), ...options });
  }

  *#one(verb: ApiVerb, mapping: Mapping, namespace: string, rest: Partial<ApiRequest>): Task<Result<KubeObject, Failure>> {
    const unusable = this.#unusable() ?? unnamed(verb, rest.name);
    if (unusable) return err(unusable);
    const response = yield* this.send({ verb, group: mapping.group, version: mapping.version, resource: mapping.resource, ...scope(mapping, namespace), ...rest });
    if (!response.ok) return err(statusFailure(namingThePath(response.status, verb, mapping, rest)));
    return ok(('body' in response ? response.body : response.text) as KubeObject);
  }
}

const HTTP_VERBS: Readonly<Record<ApiVerb, string>> = { get: 'get', list: 'get', create: 'post', update: 'put', patch: 'patch', delete: 'delete', deletecollection: 'delete' };

/** An answer that is no object of the API, as for a path that nothing is served at, is told with what was asked (upstream: apimachinery NewGenericServerResponse). */
function namingThePath(status: Status, verb: ApiVerb, { resource, group, version }: Mapping, { name, subresource }: Partial<ApiRequest>): Status {
  // A path without a version is answered by the server itself.
  if (status.code !== 404 || version === '' || status.details === undefined || Object.keys(status.details).length > 0 || subresource) return status;
  const words = [HTTP_VERBS[verb], `${resource}${group === '' ? '' : `.${group}`}`, ...(name ? [name] : [])];
  return { ...status, message: `${status.message} (${words.join(' ')})` };
}

/** What the client library refuses to send (upstream: client-go `rest/request.go` Name). */
function unnamed(verb: ApiVerb, name: string | undefined): Failure | undefined {
  if (verb === 'list' || verb === 'create' || verb === 'deletecollection') return undefined;
  if (!name) return failed('resource name may not be empty');
  const [problem] = isPathSegmentName(name);
  return problem === undefined ? undefined : failed(`invalid resource name ${quote(name)}: [${problem}]`);
}

const scope = (mapping: Mapping, namespace: string): { readonly namespace?: string } => (mapping.namespaced && namespace !== '' ? { namespace } : {});
