/** What the validation of a pod spec depends on beside the spec (upstream: PodValidationOptions). */
import type { ObjectMeta } from '../../meta/types.ts';

export interface PodValidation {
  /** Set for a pod of its own; a template has no name yet. */
  readonly meta?: Partial<ObjectMeta>;
}

export const isPod = (options: PodValidation): boolean => options.meta !== undefined;
