/** How often a DaemonSet's template changed: a field of the first versions, an annotation now (upstream: pkg/apis/apps/v1/conversion.go). */
import { deepEqual } from '../../../base/equal.ts';
import { parseInteger } from '../../meta/int-or-string.ts';
import type { DaemonSet } from './types.ts';

const annotation = 'deprecated.daemonset.template.generation';

export function templateGeneration({ metadata }: DaemonSet): number {
  const annotations = metadata.annotations ?? {};
  const parsed = Object.hasOwn(annotations, annotation) ? parseInteger(annotations[annotation]!) : undefined;
  return parsed?.ok ? parsed.value : 0;
}

export function withTemplateGeneration(object: DaemonSet, generation: number): DaemonSet {
  const annotations = { ...object.metadata.annotations, [annotation]: String(generation) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** What a client says of it does not count. */
export const nextTemplateGeneration = (object: DaemonSet, old: DaemonSet): DaemonSet =>
  withTemplateGeneration(object, templateGeneration(old) + (deepEqual(object.spec.template, old.spec.template) ? 0 : 1));
