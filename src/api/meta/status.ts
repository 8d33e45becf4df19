/**
 * `Status`: what the API server answers instead of an object (upstream: apimachinery `api/errors/errors.go`).
 * The constructors write the server's own sentences; kubectl adds its `Error from server (Reason): ` around them.
 */
import { quote } from '../../base/go-format.ts';
import { aggregate, causeReason, fieldErrorBody, formatFieldError, type FieldError } from './field-error.ts';
import { resourceKey, type GroupResource } from './types.ts';

export type StatusReason =
  | 'Unknown'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'ServerTimeout'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'Expired'
  | 'ServiceUnavailable'
  | 'RequestEntityTooLarge'
  | '';

export interface StatusCause {
  /** `FieldValueInvalid`, `FieldValueRequired`, … */
  readonly reason: string;
  readonly message: string;
  /** A field path such as `spec.template.spec.containers[0].name`. */
  readonly field: string;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, never>;
  readonly status: 'Failure' | 'Success';
  readonly message: string;
  readonly reason: StatusReason;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code: number;
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

export function failure(code: number, reason: StatusReason, message: string, details?: Status['details']): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, ...(details && { details }), code };
}

/** `Deployment.apps`, `Pod`: how sentences name a kind. */
export const groupKindText = ({ group, kind }: GroupKind): string => (group === '' ? kind : `${kind}.${group}`);

const about = (resource: GroupResource, name: string): Status['details'] => ({
  ...(name !== '' && { name }),
  ...(resource.group !== '' && { group: resource.group }),
  kind: resource.resource,
});
const named = (resource: GroupResource, name: string): string => `${resourceKey(resource)} ${quote(name)}`;

/** What a delete answers where it does not answer the object itself. */
export const success = (details: NonNullable<Status['details']>): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  message: '',
  reason: '',
  details,
  code: 200,
});

export const notFound = (resource: GroupResource, name: string): Status => failure(404, 'NotFound', `${named(resource, name)} not found`, about(resource, name));
/** For a path that no resource is served at. */
export const noSuchResource = (): Status => failure(404, 'NotFound', 'the server could not find the requested resource', {});
/** For a path below a resource that has no such paths. */
export const noSuchPath = (): Status => failure(404, 'NotFound', 'the server could not find the requested resource');
export const alreadyExists = (resource: GroupResource, name: string): Status => failure(409, 'AlreadyExists', `${named(resource, name)} already exists`, about(resource, name));
/** A create over an object that waits for its finalizers. Upstream: apiserver `registry/generic/registry/store.go` Create. */
export const alreadyExistsDeleting = (resource: GroupResource, name: string): Status =>
  failure(409, 'AlreadyExists', `object is being deleted: ${named(resource, name)} already exists`, about(resource, name));
export const generateNameConflict = (resource: GroupResource, name: string): Status =>
  failure(409, 'AlreadyExists', `${named(resource, name)} already exists, the server was not able to generate a unique name for the object`, about(resource, name));
/** `message` is what comes after the name; for an old resourceVersion use `conflictOldVersion`. */
export const conflict = (resource: GroupResource, name: string, message: string): Status =>
  failure(409, 'Conflict', `Operation cannot be fulfilled on ${named(resource, name)}: ${message}`, about(resource, name));
export const OLD_VERSION_MESSAGE = 'the object has been modified; please apply your changes to the latest version and try again';
export const conflictOldVersion = (resource: GroupResource, name: string): Status => conflict(resource, name, OLD_VERSION_MESSAGE);
/** A `resourceVersion` that is no number. */
export const invalidVersion = (version: string): Status => failure(500, '', `strconv.ParseUint: parsing ${quote(version)}: invalid syntax`);
/** Server-side apply against fields of other managers. */
export const applyConflict = (message: string, causes: readonly StatusCause[]): Status => failure(409, 'Conflict', message, { causes });

/** All errors in one sentence, and each as a cause: `Deployment.apps "web" is invalid: [spec.selector: …, spec.template…: …]`. */
export function invalid(kind: GroupKind, name: string, errors: readonly FieldError[]): Status {
  const causes = errors.map((error) => ({ reason: causeReason(error.type), message: fieldErrorBody(error), field: error.field }));
  const head = `${groupKindText(kind)} ${quote(name)} is invalid`;
  return failure(422, 'Invalid', errors.length === 0 ? head : `${head}: ${aggregate(errors.map(formatFieldError))}`, {
    ...(name !== '' && { name }),
    ...(kind.group !== '' && { group: kind.group }),
    ...(kind.kind !== '' && { kind: kind.kind }),
    ...(causes.length > 0 && { causes }),
  });
}

export function forbidden(resource: GroupResource, name: string, message: string): Status {
  const what = resource.resource === '' && resource.group === '' ? 'forbidden' : name === '' ? `${resourceKey(resource)} is forbidden` : `${named(resource, name)} is forbidden`;
  return failure(403, 'Forbidden', `${what}: ${message}`, about(resource, name));
}
export const badRequest = (message: string): Status => failure(400, 'BadRequest', message);
/** `create is not supported on resources of kind "pods"` */
export const methodNotAllowed = (resource: GroupResource, action: string): Status =>
  failure(405, 'MethodNotAllowed', `${action} is not supported on resources of kind ${quote(resourceKey(resource))}`, about(resource, ''));
/** A verb that the path does not know at all. */
export const methodNotKnown = (): Status => failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
export const tooManyRequests = (message: string, retryAfterSeconds: number): Status => failure(429, 'TooManyRequests', message, retryAfterSeconds > 0 ? { retryAfterSeconds } : {});
export const internalError = (message: string): Status => failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ reason: '', message, field: '' }] });
/** A watch or continue token older than what is kept. */
export const expired = (message: string): Status => failure(410, 'Expired', message);
export const timeout = (message: string): Status => failure(504, 'Timeout', `Timeout: ${message}`, {});
export const serviceUnavailable = (message: string): Status => failure(503, 'ServiceUnavailable', message);
export const requestTooLarge = (message: string): Status => failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
export const unsupportedMediaType = (message: string): Status => failure(415, 'UnsupportedMediaType', message);
