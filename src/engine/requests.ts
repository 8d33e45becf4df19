/**
 * The API server's front: a request as a client sends it becomes a response (upstream: apiserver `pkg/endpoints/handlers`).
 */
import type { KindDescriptor } from '../api/descriptor.ts';
import type { ServedKind } from '../api/registry.ts';
import { badRequest, invalid, methodNotAllowed, methodNotKnown, noSuchPath, noSuchResource, notFound, requestTooLarge, success, type Status } from '../api/meta/status.ts';
import { resourceKey, type KubeObject, type Unchecked } from '../api/meta/types.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ApiList, ApiRequest, ApiResponse } from './client.ts';
import { checkFields, decodeBody, fromStored, servedVersion, toStored, type ServedVersion } from './bodies.ts';
import { serveAggregated } from './aggregated.ts';
import { kindAt } from './kinds.ts';
import * as registry from './object-registry.ts';
import { recordWrite, withEntries, withRecord, type ManagedFields, type Writer } from './managed-fields.ts';
import { applyConfig, patchObject } from './patches.ts';
import { matcherOf } from './selection.ts';
import type { StepContext } from './step-context.ts';
import type { World } from './world.ts';

interface Call {
  readonly request: ApiRequest;
  readonly descriptor: KindDescriptor;
  readonly served: ServedVersion;
  readonly context: StepContext;
  readonly warnings: string[];
}

/** Bytes of a body, upstream: `MaxRequestBodyBytes`. */
const BODY_LIMIT = 3 * 1024 * 1024;

function sizeOf({ body, options }: ApiRequest): number {
  const text = JSON.stringify(body);
  return options?.protobuf && text.length > BODY_LIMIT ? text.replaceAll(/\\(u[0-9a-f]{4}|.)/g, ' ').length : text.length;
}

export function isReadOnly(request: ApiRequest, world: World): boolean {
  // A question leaves nothing behind.
  if (request.verb === 'create' && world.kinds.byPath(request.group, request.version, request.resource)?.descriptor.answer) return true;
  if (request.verb !== 'get' && request.verb !== 'list') return false;
  return !request.subresource || world.connector(resourceKey(request), request.subresource) === undefined || request.subresource === 'log';
}

function deprecationOf({ descriptor, group, version }: ServedKind): string[] {
  const other = descriptor.otherVersions?.find((o) => o.group === group && o.version === version);
  const warning = other ? other.deprecation : descriptor.deprecation;
  return warning === undefined ? [] : [warning];
}

export function serve(context: StepContext, request: ApiRequest): ApiResponse {
  const kind = kindAt(context.world, context, request.group, request.version, request.resource);
  if (!kind) return { ok: false, status: noSuchResource(), warnings: [] };
  const aggregated = context.world.aggregatedKind(resourceKey(request));
  if (aggregated) {
    const warnings = kind.descriptor.deprecation === undefined ? [] : [kind.descriptor.deprecation];
    const answer = serveAggregated(context.world, context, aggregated, request);
    return answer.ok ? { ok: true, code: 200, body: answer.value, warnings } : { ok: false, status: answer.error, warnings };
  }
  const connector = request.subresource && context.world.connector(resourceKey(request), request.subresource);
  if (connector) return connector.serve(request, context);
  if (request.body !== undefined && sizeOf(request) > BODY_LIMIT) return { ok: false, status: requestTooLarge(`limit is ${BODY_LIMIT}`), warnings: [] };
  const call: Call = {
    request,
    descriptor: kind.descriptor,
    served: servedVersion(kind),
    context,
    warnings: deprecationOf(kind),
  };
  const result = kind.descriptor.answer ? serveQuestion(call) : request.subresource === 'scale' ? serveScale(call) : serveObject(call);
  return result.ok
    ? { ok: true, code: request.verb === 'create' ? 201 : 200, body: result.value, warnings: call.warnings }
    : { ok: false, status: result.error, warnings: call.warnings };
}

/** Upstream: pkg/registry/{authentication,authorization}/…/{rest,storage}.go. */
function serveQuestion(call: Call): Result<KubeObject, Status> {
  const { descriptor, request, context } = call;
  if (request.name !== undefined || request.subresource) return err(noSuchPath());
  if (request.verb !== 'create') return err(methodNotKnown());
  const asked = body(call);
  if (!asked.ok) return asked;
  const object = descriptor.applyDefaults(asked.value);
  const recorded = withEntries(object, recordWrite(descriptor, undefined, withEntries(object, undefined), writerOf(call)));
  const errors = descriptor.validate(recorded);
  if (errors.length > 0) return err(invalid({ group: descriptor.group, kind: '' }, '', errors));
  const answer = descriptor.answer!(recorded, context);
  // Who answers has what he read, where it is not stored, without its type.
  return answer.ok ? ok({ ...answer.value, kind: descriptor.kind, apiVersion: call.served.apiVersion }) : answer;
}

type Answer = Result<KubeObject | ApiList | Status, Status>;

/** The server of custom kinds says of a subresource that is not there that the object is not. */
const noSubresource = ({ descriptor, request }: Call): Status =>
  descriptor.structure && request.name !== undefined ? notFound(registry.groupResource(descriptor), request.name) : noSuchResource();

function serveObject(call: Call): Answer {
  const { subresource, verb } = call.request;
  if (subresource === 'finalize' && call.descriptor.prepareForFinalize) return verb === 'update' ? outward(call, update(call)) : err(methodNotKnown());
  if (subresource && !(subresource === 'status' && call.descriptor.hasStatus)) return err(noSubresource(call));
  switch (verb) {
    case 'get':
      return outward(call, stored(call));
    case 'list':
      return list(call);
    case 'create':
      return outward(call, create(call));
    case 'update':
      return outward(call, update(call));
    case 'patch':
      return outward(call, patch(call));
    case 'delete':
      return remove(call);
    case 'deletecollection':
      return removeAll(call);
  }
}

const keyOf = (call: Call) => resourceKey({ group: call.descriptor.group, resource: call.descriptor.plural });

function stored({ context, descriptor, served, request }: Call): Result<KubeObject, Status> {
  const found = context.get(resourceKey({ group: descriptor.group, resource: descriptor.plural }), descriptor.namespaced ? request.namespace : undefined, request.name!);
  // Of the group that was asked.
  return found ? ok(found) : err(notFound({ ...registry.groupResource(descriptor), group: served.group }, request.name!));
}

function outward(call: Call, result: Result<KubeObject, Status>): Result<KubeObject, Status> {
  return result.ok ? ok(shown(call, result.value)) : result;
}

function shown({ served, descriptor }: Call, object: KubeObject): KubeObject {
  const answer = withRecord(descriptor, object, fromStored(served, descriptor.asRead?.(object) ?? object));
  // What was not stored has no version.
  if (object.metadata.resourceVersion === '') delete (answer.metadata as { resourceVersion?: string }).resourceVersion;
  return answer;
}

function list(call: Call): Result<ApiList, Status> {
  const { context, descriptor, request, served } = call;
  const matches = matcherOf(descriptor, { ...request.options, group: request.group });
  if (!matches.ok) return matches;
  const items = context
    .list(keyOf(call), descriptor.namespaced ? request.namespace : undefined)
    .filter((object) => matches.value(object) && (request.name === undefined || object.metadata.name === request.name))
    .map((object) => shown(call, object));
  return ok({ kind: `${descriptor.kind}List`, apiVersion: served.apiVersion, metadata: { resourceVersion: String(context.state.resourceVersion) }, items });
}

function body(call: Call): Result<KubeObject, Status> {
  const { request, served } = call;
  const decoded = decodeBody(served, request.body, request.options?.fieldValidation ?? 'Warn');
  if (!decoded.ok) return decoded;
  call.warnings.push(...decoded.value.warnings);
  return placed(call, decoded.value.object);
}

/** The namespace of the path, if the body names none; an error where they differ. */
function placed({ request, descriptor }: Call, object: Unchecked): Result<KubeObject, Status> {
  const metadata = (object.metadata ?? {}) as KubeObject['metadata'];
  if (!descriptor.namespaced) {
    const { namespace: _, ...rest } = metadata;
    return ok({ ...object, metadata: rest } as unknown as KubeObject);
  }
  if (metadata.namespace && request.namespace && metadata.namespace !== request.namespace) {
    return err(badRequest(`the namespace of the provided object does not match the namespace sent on the request`));
  }
  return ok({ ...object, metadata: { ...metadata, namespace: metadata.namespace || request.namespace } } as unknown as KubeObject);
}

/** Clients inside the simulation are kubectl; upstream takes the user agent of who names no manager. */
const USER_AGENT = 'kubectl';

const writerOf = ({ request, served, context }: Call): Writer => ({
  manager: request.options?.fieldManager || USER_AGENT,
  apiVersion: served.apiVersion,
  ...(request.subresource && { subresource: request.subresource }),
  ...(request.subresource !== 'scale' && { timestamp: context.timestamp }),
});

const writing = (call: Call) => ({
  dryRun: call.request.options?.dryRun ?? false,
  warn: (text: string) => {
    call.warnings.push(text);
  },
  writer: writerOf(call),
});

function create(call: Call): Result<KubeObject, Status> {
  if (call.request.subresource) return err(methodNotAllowed(registry.groupResource(call.descriptor), 'create'));
  const object = body(call);
  return object.ok ? registry.create(call.context, keyOf(call), object.value, writing(call)) : object;
}

function update(call: Call): Result<KubeObject, Status> {
  const object = body(call);
  if (!object.ok) return object;
  return replace(call, object.value);
}

function replace(call: Call, object: KubeObject, record?: ManagedFields): Result<KubeObject, Status> {
  const { request, descriptor } = call;
  if (request.subresource === 'status' && !descriptor.hasStatus) return err(noSuchResource());
  const { name } = object.metadata;
  if (!name) return err(badRequest(`the name of the object (${request.name} based on URL) was undeterminable: name must be provided`));
  if (name && name !== request.name) return err(badRequest(`the name of the object (${name}) does not match the name on the URL (${request.name})`));
  return registry.update(call.context, keyOf(call), object, request.subresource === 'status' ? 'status' : '', {
    ...writing(call),
    ...(request.subresource === 'finalize' && { through: 'finalize' }),
    patched: request.verb === 'patch',
    ...(record && { record }),
  });
}

function patch(call: Call): Result<KubeObject, Status> {
  const { request, served } = call;
  if (request.patchType === 'apply') return serverSideApply(call);
  const current = stored(call);
  if (!current.ok) return current;
  // Only a JSON patch can be about the record.
  const before = request.patchType === 'json' ? shown(call, current.value) : fromStored(served, current.value);
  const patched = patchObject(served.schema, before, request);
  if (!patched.ok) return patched;
  call.warnings.push(...patched.value.warnings);
  const checked = checkFields(served, patched.value.object, request.options?.fieldValidation ?? 'Warn');
  if (!checked.ok) return checked;
  call.warnings.push(...checked.value);
  const object = placed(call, toStored(served, patched.value.object));
  return object.ok ? replace(call, object.value) : object;
}

/** Creates what is not there. */
function serverSideApply(call: Call): Result<KubeObject, Status> {
  const { request } = call;
  const current = stored(call);
  const live = current.ok ? current.value : undefined;
  if (!live && request.subresource) return current;
  const applied = applyConfig(call.served, live, request, writerOf(call));
  if (!applied.ok) return applied;
  const decoded = decodeBody(call.served, applied.value.object, 'Ignore');
  if (!decoded.ok) return decoded;
  const object = placed(call, decoded.value.object);
  if (!object.ok) return object;
  if (live) return replace(call, object.value, applied.value.record);
  return registry.create(call.context, keyOf(call), object.value, { ...writing(call), record: applied.value.record });
}

/** Upstream answers with the object while it lingers, and with a Status where it is gone at once. */
function remove(call: Call): Answer {
  const { context, descriptor, request } = call;
  const result = registry.remove(context, keyOf(call), descriptor.namespaced ? request.namespace : undefined, request.name!, { ...request.options, ...writing(call) });
  if (!result.ok) return result;
  const { metadata } = result.value;
  if (context.get(keyOf(call), metadata.namespace, metadata.name)?.metadata.uid === metadata.uid && !request.options?.dryRun) return outward(call, result);
  return ok(success({ name: metadata.name, ...(descriptor.group !== '' && { group: descriptor.group }), kind: descriptor.plural, uid: metadata.uid }));
}

function removeAll(call: Call): Answer {
  const found = list(call);
  if (!found.ok) return found;
  for (const item of found.value.items) {
    const result = registry.remove(call.context, keyOf(call), item.metadata.namespace, item.metadata.name, { ...call.request.options, ...writing(call) });
    if (!result.ok) return result;
  }
  return found;
}

const SCALE_SCHEMA = 'io.k8s.api.autoscaling.v1.Scale';

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

/** `autoscaling/v1` Scale of whatever has replicas (upstream: each kind's ScaleREST). */
function serveScale(call: Call): Result<KubeObject, Status> {
  const { descriptor, request } = call;
  const access = descriptor.scale;
  if (!access) return err(noSubresource(call));
  const current = stored(call);
  if (!current.ok) return current;
  const asScale = (object: KubeObject): Scale => {
    const { spec, status, selector } = access.get(object);
    const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
    return {
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
      spec: spec === 0 ? {} : { replicas: spec },
      status: { replicas: status, selector },
    };
  };
  if (request.verb === 'get') return ok(asScale(current.value));
  const before = asScale(current.value);
  const { kind: sentKind = 'Scale', apiVersion: sentVersion = '' } = request.verb === 'update' ? (request.body as Partial<Scale>) : {};
  if (sentKind !== 'Scale') {
    const version = sentVersion.slice(sentVersion.indexOf('/') + 1);
    return err(
      badRequest(`${sentKind} in version ${JSON.stringify(version)} cannot be handled as a Scale: converting (${version}.${sentKind}) to (autoscaling.Scale): unknown conversion`),
    );
  }
  const wanted = request.verb === 'patch' ? patchObject(SCALE_SCHEMA, before, request) : ok({ object: request.body as Unchecked });
  if (!wanted.ok) return wanted;
  const given = wanted.value.object as unknown as Partial<Scale>;
  const replicas = given.spec?.replicas ?? 0;
  if (replicas < 0)
    return err(
      invalid({ group: 'autoscaling', kind: 'Scale' }, request.name!, [{ type: 'Invalid', field: 'spec.replicas', value: replicas, detail: 'must be greater than or equal to 0' }]),
    );
  const target = access.set(current.value, replicas);
  const version = given.metadata?.resourceVersion;
  const result = registry.update(
    call.context,
    keyOf(call),
    { ...target, metadata: { ...target.metadata, resourceVersion: version || current.value.metadata.resourceVersion } },
    '',
    { ...writing(call), through: 'scale' },
  );
  return result.ok ? ok(asScale(result.value)) : result;
}
