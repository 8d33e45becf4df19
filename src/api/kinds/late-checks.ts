/**
 * The checks of kinds that few people write, as far as they are there: they come late, with the wire shapes of these kinds.
 * Whoever takes objects in imports `src/controllers/admission/policies/install.ts` first.
 */
import { latePart } from '../../base/late-part.ts';
import type { KindDescriptor } from '../descriptor.ts';
import type { Result } from '../../base/result.ts';
import type { Status } from '../meta/status.ts';
import type { KubeObject } from '../meta/types.ts';

export type Checks<T extends KubeObject = KubeObject> = Pick<KindDescriptor<T>, 'validate' | 'validateUpdate' | 'answer'>;

/** By kind. */
const { install, get } = latePart<Readonly<Record<string, Checks>>>('nothing checks kinds that are seldom written: import api/kinds/install.ts');

export const installLateChecks = install;

/** What a descriptor has in place of its checks. */
export const lateChecks = <T extends KubeObject>(kind: string): Required<Pick<Checks<T>, 'validate' | 'validateUpdate'>> => ({
  validate: (object, old) => get()[kind]!.validate(object, old),
  validateUpdate: (object, old, subresource) => get()[kind]!.validateUpdate?.(object, old, subresource) ?? [],
});

/** The same for a kind that is a question. */
export const lateAnswer = <T extends KubeObject>(kind: string): Required<Pick<Checks<T>, 'validate' | 'answer'>> => ({
  validate: (object) => get()[kind]!.validate(object),
  answer: (object, context) => get()[kind]!.answer!(object, context) as Result<T, Status>,
});

/** As the table holds them: whoever asks passes objects of that kind. */
export const defineChecks = <T extends KubeObject>(checks: Checks<T>): Checks => checks as unknown as Checks;
