/** The annotation in which `apply` keeps what was applied (upstream: kubectl `pkg/util/apply.go`). */
import type { Unchecked } from '../api/meta/types.ts';
import { encodeJson } from './json.ts';
import { annotationsOf, withMetadata } from './resources/info.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What was applied last; `undefined` where the annotation is missing. */
export function lastApplied(object: Unchecked): string | undefined {
  const annotations = annotationsOf(object);
  return Object.hasOwn(annotations, LAST_APPLIED) ? annotations[LAST_APPLIED] : undefined;
}

/** The configuration as the annotation holds it: without the annotation itself, with a line end. */
export function configurationOf(object: Unchecked): string {
  const { [LAST_APPLIED]: _, ...annotations } = annotationsOf(object);
  return `${encodeJson(withMetadata(object, { annotations }))}\n`;
}

/** The object with its own configuration in the annotation. */
export function withLastApplied(object: Unchecked): Unchecked {
  return withMetadata(object, { annotations: { ...annotationsOf(object), [LAST_APPLIED]: configurationOf(object) } });
}

/** As `create` and its relatives do: always with `--save-config`, else only where the annotation is there. */
export function savedConfiguration(object: Unchecked, always: boolean): Unchecked {
  return always || lastApplied(object) ? withLastApplied(object) : object;
}
