/**
 * Serves what definitions define, and ends it with them. Keys are names of definitions.
 * Upstream: apiextensions `pkg/controller/{status/naming_controller,establish,finalizer/crd_finalizer}.go`.
 */
import { customKind, DEFINITIONS } from '../../api/custom/custom-kinds.ts';
import { CLEANUP } from '../../api/kinds/custom-resource-definition/deletion.ts';
import type { CustomResourceDefinition } from '../../api/kinds/custom-resource-definition/types.ts';
import { resourceKey } from '../../api/meta/types.ts';
import type { Component, Context, Outcome } from '../../engine/component.ts';
import { count } from '../common/words.ts';

export const customResourceDefinitionController: Component = {
  name: 'customresourcedefinition-controller',
  priority: 20,
  watches: [{ resource: DEFINITIONS, keys: ({ type, object }) => (type === 'DELETED' ? [] : [object.metadata.name]) }],
  reconcile,
};

const IN_PROGRESS = { reason: 'InstanceDeletionInProgress', message: 'CustomResource deletion is in progress' } as const;

/** Milliseconds after which it looks again whether the objects are gone. */
const CHECK = 1000;

function reconcile(context: Context, name: string): Outcome {
  const definition = context.get<CustomResourceDefinition>(DEFINITIONS, undefined, name);
  if (!definition) return { decision: `${name} is gone.`, idle: true };
  if (definition.metadata.deletionTimestamp !== undefined) return cleanUp(context, definition);
  if ((definition.status.conditions ?? []).length > 0) return acceptNames(context, definition);
  const common = { status: 'True', lastTransitionTime: context.timestamp } as const;
  context.modify<CustomResourceDefinition>(DEFINITIONS, undefined, name, (current) => ({
    ...current,
    status: {
      ...current.status,
      acceptedNames: current.spec.names,
      conditions: [
        { type: 'NamesAccepted', ...common, reason: 'NoConflicts', message: 'no conflicts found' },
        { type: 'Established', ...common, reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' },
      ],
    },
  }));
  return { decision: `The names of ${name} are free: its objects are served from now on.` };
}

function acceptNames(context: Context, { metadata: { name }, spec, status }: CustomResourceDefinition): Outcome {
  if (JSON.stringify(spec.names) === JSON.stringify(status.acceptedNames)) return { decision: `${name} is served.`, idle: true };
  context.modify<CustomResourceDefinition>(DEFINITIONS, undefined, name, (current) => ({ ...current, status: { ...current.status, acceptedNames: current.spec.names } }));
  return { decision: `${name} has new names: they are accepted.` };
}

function cleanUp(context: Context, definition: CustomResourceDefinition): Outcome {
  const { name } = definition.metadata;
  if (!definition.metadata.finalizers?.includes(CLEANUP)) return { decision: `${name} waits for its other finalizers.`, idle: true };
  const terminating = definition.status.conditions?.find(({ type }) => type === 'Terminating');
  if (terminating?.reason === 'InstanceDeletionPending') {
    context.modify<CustomResourceDefinition>(DEFINITIONS, undefined, name, (current) => ({
      ...current,
      status: { ...current.status, conditions: current.status.conditions!.map((condition) => (condition.type === 'Terminating' ? { ...condition, ...IN_PROGRESS } : condition)) },
    }));
  }
  const kind = customKind(definition);
  const resource = kind && resourceKey({ group: kind.group, resource: kind.plural });
  const objects = resource ? context.list(resource) : [];
  for (const { metadata } of objects) if (metadata.deletionTimestamp === undefined) context.delete(resource!, metadata.namespace, metadata.name);
  const left = resource ? context.list(resource).length : 0;
  if (left > 0) return { decision: `${name} is being deleted: ${count(left, 'object')} of it ${left === 1 ? 'is' : 'are'} still held by finalizers.`, again: { after: CHECK } };
  context.modify<CustomResourceDefinition>(DEFINITIONS, undefined, name, (current) => ({
    ...current,
    metadata: { ...current.metadata, finalizers: current.metadata.finalizers?.filter((finalizer) => finalizer !== CLEANUP) },
  }));
  return { decision: `${count(objects.length, 'object')} of ${name} ${objects.length === 1 ? 'was' : 'were'} deleted with it.` };
}
