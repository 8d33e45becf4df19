/**
 * The checks of kinds that few people write, as far as they are there: they come late, with the wire shapes of these kinds.
 * Whoever takes objects in imports `src/controllers/admission/policies/install.ts` first.
 */
import { latePart } from '../../base/late-part.ts';
import type { KindDescriptor } from '../descriptor.ts';
import type { KubeObject } from '../meta/types.ts';

export type Checks<T extends KubeObject = KubeObject> = Pick<KindDescriptor<T>, 'validate' | 'validateUpdate'>;

/** By kind. */
const { install, get } = latePart<Readonly<Record<string, Checks>>>('nothing checks kinds that are seldom written: import api/kinds/install.ts');

export const installLateChecks = install;

/** What a descriptor has in place of its checks. */
export const lateChecks = <T extends KubeObject>(kind: string): Required<Checks<T>> => ({
  validate: (object, old) => get()[kind]!.validate(object, old),
  validateUpdate: (object, old, subresource) => get()[kind]!.validateUpdate?.(object, old, subresource) ?? [],
});

/** As the table holds them: whoever asks passes objects of that kind. */
export const defineChecks = <T extends KubeObject>(checks: Checks<T>): Checks => checks as unknown as Checks;
