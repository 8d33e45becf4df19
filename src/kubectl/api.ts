/** Requests as commands make them: by mapping, with warnings printed once and refusals as failures. */
import type { KubeObject } from '../api/meta/types.ts';
import { request, watch, type ApiList, type ApiRequest, type ApiResponse, type ApiVerb, type Handle, type PatchType, type RequestOptions, type Task, type WatchRequest } from '../engine/client.ts';
import { err, ok, type Result } from '../base/result.ts';
import { statusFailure, type Failure } from './failure.ts';
import type { Mapping } from './rest-mapper.ts';

export interface WriteOptions extends RequestOptions {
  readonly subresource?: string;
}

export class Api {
  readonly #warn: (text: string) => void;
  readonly #warned = new Set<string>();
  constructor(warn: (text: string) => void) {
    this.#warn = warn;
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
    const response = yield* this.send({ verb, group: mapping.group, version: mapping.version, resource: mapping.resource, ...scope(mapping, namespace), ...rest });
    if (!response.ok) return err(statusFailure(response.status));
    return ok(('body' in response ? response.body : response.text) as KubeObject);
  }
}

const scope = (mapping: Mapping, namespace: string): { readonly namespace?: string } => (mapping.namespaced && namespace !== '' ? { namespace } : {});
