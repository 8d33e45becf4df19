/** A patch request's body applied to an object as it is served. */
import { unsupportedMediaType, type Status } from '../api/meta/status.ts';
import type { KubeObject, Unchecked } from '../api/meta/types.ts';
import { err, type Result } from '../base/result.ts';
import type { ServedVersion } from './bodies.ts';
import type { ApiRequest } from './client.ts';

export function patchObject(_served: ServedVersion | undefined, _current: KubeObject, request: ApiRequest): Result<Unchecked, Status> {
  return err(unsupportedMediaType(`the body of the request was in an unknown format - accepted media types include: ${request.patchType}`));
}
