/**
 * Subresources that change a part of a pod's spec after its creation: `pods/resize` (CPU and memory of containers) and
 * `pods/ephemeralcontainers` (upstream: pkg/apis/core/validation ValidatePodResize, ValidatePodEphemeralContainersUpdate).
 */
import type { KindDescriptor } from '../../api/descriptor.ts';
import { jsonDiff } from '../../api/kinds/go-diff.ts';
import { pod as podKind } from '../../api/kinds/pod/descriptor.ts';
import { qosClass } from '../../api/kinds/pod/resources.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ResourceRequirements } from '../../api/kinds/shared-types.ts';
import { goValue } from '../../api/kinds/shapes/go-value.ts';
import { forbidden, invalid as invalidField, type FieldError } from '../../api/meta/field-error.ts';
import { invalid, methodNotAllowed, notFound } from '../../api/meta/status.ts';
import { deepEqual } from '../../base/equal.ts';
import type { ApiRequest, ApiResponse } from '../../engine/client.ts';
import type { Connector, Context } from '../../engine/component.ts';
import { recordWrite, withEntries } from '../../engine/managed-fields.ts';
import { patchObject } from '../../engine/patches.ts';
import { isSidecar } from '../containers.ts';

const PODS = { group: '', resource: 'pods' } as const;

/** `check`: what forbids the change; `take`: the stored pod with the part that may change. */
function connector(subresource: string, check: (next: Pod, old: Pod) => readonly FieldError[], take: (next: Pod, old: Pod) => Pod): Connector {
  return { resource: 'pods', subresource, serve: (request, context) => serve(request, context, subresource, check, take) };
}

function serve(request: ApiRequest, context: Context, subresource: string, check: (next: Pod, old: Pod) => readonly FieldError[], take: (next: Pod, old: Pod) => Pod): ApiResponse {
  const name = request.name!;
  const old = context.get<Pod>('pods', request.namespace, name);
  const fails = (status: Extract<ApiResponse, { ok: false }>['status']): ApiResponse => ({ ok: false, status, warnings: [] });
  if (!old) return fails(notFound(PODS, name));
  if (request.verb === 'get') return { ok: true, code: 200, body: old, warnings: [] };
  if (request.verb !== 'patch' && request.verb !== 'update') return fails(methodNotAllowed(PODS, request.verb));
  const given = request.verb === 'patch' ? patchObject(podKind.schema, old, request) : { ok: true as const, value: { object: request.body, warnings: [] } };
  if (!given.ok) return fails(given.error);
  const next = podKind.applyDefaults({ ...(given.value.object as Pod), status: old.status });
  const errors = [...podKind.validate(next, old), ...check(next, old)];
  if (errors.length > 0) return fails(invalid({ group: '', kind: 'Pod' }, name, errors));
  const result = request.options?.dryRun
    ? undefined
    : context.modify<Pod>('pods', request.namespace, name, (current) => {
        // What was asked for is recorded, also where it is dropped.
        const asked = recordWrite(podKind as unknown as KindDescriptor, current, next, {
          manager: request.options?.fieldManager || 'kubectl',
          apiVersion: 'v1',
          subresource,
          timestamp: context.timestamp,
        });
        const changed = withEntries(take(next, current), asked) as Pod;
        if (deepEqual(changed.spec, current.spec)) return deepEqual(asked, current.metadata.managedFields) ? current : changed;
        return { ...changed, metadata: { ...changed.metadata, generation: (current.metadata.generation ?? 0) + 1 } };
      });
  return { ok: true, code: 200, body: result?.ok ? result.value : take(next, old), warnings: given.value.warnings };
}

const CHANGEABLE = ['cpu', 'memory'];
const QUALITY = 'Pod QOS Class may not change as a result of resizing';

function resizeErrors(next: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  if (qosClass(next) !== (old.status.qosClass ?? qosClass(old))) errors.push(invalidField('spec', next.status.qosClass ?? '', QUALITY));
  const { containers, initContainers = [] } = next.spec;
  const before = { containers: old.spec.containers, initContainers: old.spec.initContainers ?? [] };
  if (
    containers.length !== before.containers.length ||
    initContainers.length !== before.initContainers.length ||
    containers.some((c, i) => c.name !== before.containers[i]!.name)
  ) {
    return [...errors, forbidden('spec.containers', 'containers may not be added, removed or reordered')];
  }
  containers.forEach((container, i) => errors.push(...removed(`spec.containers[${i}].resources`, container.resources, before.containers[i]!.resources)));
  initContainers.forEach((container, i) => {
    if (isSidecar(container)) errors.push(...removed(`spec.initContainers[${i}].resources`, container.resources, before.initContainers[i]!.resources));
  });
  // Anything but resources is dropped without a word (upstream: podResizeStrategy.PrepareForUpdate).
  containers.forEach(({ resources }, i) => {
    if (!sameBut(resources, before.containers[i]!.resources)) errors.push(forbidden('spec', 'only cpu and memory resources are mutable'));
  });
  initContainers.forEach((container, i) => {
    const was = before.initContainers[i]!;
    if (isSidecar(was) ? !sameBut(container.resources, was.resources) : !deepEqual(container.resources ?? {}, was.resources ?? {})) {
      errors.push(
        forbidden('spec', isSidecar(was) ? 'only cpu and memory resources for sidecar containers are mutable' : 'resources for non-sidecar init containers are immutable'),
      );
    }
  });
  return errors;
}

function removed(path: string, next: ResourceRequirements = {}, old: ResourceRequirements = {}): FieldError[] {
  const gone = (list: 'limits' | 'requests') => Object.keys(old[list] ?? {}).some((resource) => next[list]?.[resource] === undefined);
  return [
    ...(gone('requests') ? [forbidden(`${path}.requests`, 'resource requests cannot be removed')] : []),
    ...(gone('limits') ? [forbidden(`${path}.limits`, 'resource limits cannot be removed')] : []),
  ];
}

/** Alike apart from CPU and memory. */
function sameBut(next: ResourceRequirements | undefined, old: ResourceRequirements | undefined): boolean {
  const rest = (resources: ResourceRequirements | undefined) => ({ limits: unresized(resources?.limits), requests: unresized(resources?.requests) });
  return deepEqual(rest(next), rest(old));
}

const unresized = (list: Readonly<Record<string, string>> = {}) => Object.fromEntries(Object.entries(list).filter(([resource]) => !CHANGEABLE.includes(resource)));

export const resize = connector('resize', resizeErrors, (next, old) => ({
  ...old,
  spec: {
    ...old.spec,
    containers: old.spec.containers.map((container, i) => ({ ...container, ...(next.spec.containers[i]!.resources && { resources: next.spec.containers[i]!.resources }) })),
    ...(old.spec.initContainers && {
      initContainers: old.spec.initContainers.map((container, i) => ({
        ...container,
        ...(next.spec.initContainers![i]!.resources && { resources: next.spec.initContainers![i]!.resources }),
      })),
    }),
  },
}));

function ephemeralErrors(next: Pod, old: Pod): FieldError[] {
  const path = 'spec.ephemeralContainers';
  return (old.spec.ephemeralContainers ?? []).flatMap((container) => {
    const kept = next.spec.ephemeralContainers?.find((c) => c.name === container.name);
    if (!kept) return [forbidden(path, `existing ephemeral containers "${container.name}" may not be removed\n`)];
    if (deepEqual(kept, container)) return [];
    const [before, after] = [container, kept].map((value) => goValue('core.v1.EphemeralContainer', value));
    return [forbidden(path, `existing ephemeral containers "${container.name}" may not be changed\n${jsonDiff(before, after)}`)];
  });
}

export const ephemeralContainers = connector('ephemeralcontainers', ephemeralErrors, (next, old) => ({
  ...old,
  spec: { ...old.spec, ...(next.spec.ephemeralContainers && { ephemeralContainers: next.spec.ephemeralContainers }) },
}));
