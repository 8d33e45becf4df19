/** The annotation in which `apply` keeps what was applied (upstream: kubectl `pkg/util/apply.go`). */
import type { Unchecked } from '../api/meta/types.ts';
import { toCompactJson } from '../manifest/print-json.ts';
import { annotationsOf, withMetadata } from './resources/info.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What was applied last; `undefined` where the annotation is missing. */
export function lastApplied(object: Unchecked): string | undefined {
  const annotations = annotationsOf(object);
  return Object.hasOwn(annotations, LAST_APPLIED) ? annotations[LAST_APPLIED] : undefined;
}

/** The object without the annotation, and with annotations in any case. */
export function withoutLastApplied(object: Unchecked): Unchecked {
  const { [LAST_APPLIED]: _, ...annotations } = annotationsOf(object);
  return withMetadata(object, { annotations });
}

/** The object with its own configuration in the annotation. */
export function withLastApplied(object: Unchecked): Unchecked {
  return withMetadata(object, { annotations: { ...annotationsOf(object), [LAST_APPLIED]: `${toCompactJson(withoutLastApplied(object))}\n` } });
}

/** As `create` and its relatives do: always with `--save-config`, else only where the annotation is there. */
export function savedConfiguration(object: Unchecked, always: boolean): Unchecked {
  return always || lastApplied(object) ? withLastApplied(object) : object;
}
