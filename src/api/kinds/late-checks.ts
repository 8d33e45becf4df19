/**
 * What looks whether objects of kinds that no cluster has at its start are in order; for kinds that few people write all that they go through when they are written: it comes late,
 * with the wire shapes of the latter.
 * Whoever takes objects in imports `src/controllers/admission/policies/install.ts` first.
 */
import { latePart } from '../../base/late-part.ts';
import type { Result } from '../../base/result.ts';
import type { KindDescriptor } from '../descriptor.ts';
import type { Status } from '../meta/status.ts';
import type { KubeObject } from '../meta/types.ts';
import { canonical } from './shapes/shape.ts';

type Step = 'applyDefaults' | 'prepareForCreate' | 'prepareForUpdate' | 'validate' | 'validateUpdate' | 'validateAgainst' | 'warnings' | 'answer';

/** Without defaults of its own an object is brought into its wire shape. */
export type Checks<T extends KubeObject = KubeObject> = Pick<KindDescriptor<T>, 'validate'> & Partial<Pick<KindDescriptor<T>, Step>>;

/** By kind. */
const { install, get } = latePart<Readonly<Record<string, Checks>>>('nothing checks kinds that are seldom written: import api/kinds/install.ts');

export const installLateChecks = install;

const of = <T extends KubeObject>(schema: string): Checks<T> => get()[schema.slice(schema.lastIndexOf('.') + 1)] as unknown as Checks<T>;

/** What a descriptor has in place of what looks whether an object is in order; with its schema's name, which ends in the kind's. */
export const lateValidation = <T extends KubeObject>(schema: string): Required<Pick<KindDescriptor<T>, 'schema' | 'validate' | 'validateUpdate' | 'warnings'>> => ({
  schema,
  validate: (object, old) => of<T>(schema).validate(object, old),
  validateUpdate: (object, old, subresource) => of<T>(schema).validateUpdate?.(object, old, subresource) ?? [],
  warnings: (object, old) => of<T>(schema).warnings?.(object, old) ?? [],
});

/** What it has in place of its strategy as well. */
export const lateChecks = <T extends KubeObject>(schema: string): Required<Pick<KindDescriptor<T>, Exclude<Step, 'answer'> | 'schema'>> => ({
  ...lateValidation<T>(schema),
  applyDefaults: (object) => of<T>(schema).applyDefaults?.(object) ?? canonical(schema.slice('io.k8s.api.'.length), object),
  prepareForCreate: (object, context) => of<T>(schema).prepareForCreate?.(object, context) ?? object,
  prepareForUpdate: (object, old, subresource, context) => of<T>(schema).prepareForUpdate?.(object, old, subresource, context) ?? object,
  validateAgainst: (object, old, context) => of<T>(schema).validateAgainst?.(object, old, context) ?? [],
});

/** The answer of a kind that is a question. */
export const lateAnswer =
  <T extends KubeObject>(schema: string): Required<KindDescriptor<T>>['answer'] =>
  (object, context) =>
    of<T>(schema).answer!(object, context) as Result<T, Status>;

/** As the table holds them: whoever asks passes objects of that kind. */
export const defineChecks = <T extends KubeObject>(checks: Checks<T>): Checks => checks as unknown as Checks;
