/** What is wrong with the expressions of a policy, in the compiler's words (upstream: pkg/apis/admissionregistration/validation). */
import { child, invalid, type FieldError } from '../../meta/field-error.ts';
import { compile, type Declarations } from '../custom-resource/rules/compile/compile.ts';
import { DYN, shown, type Type } from '../custom-resource/rules/compile/types.ts';

/** The type is `dyn` where nothing is known of it. */
export interface Judged {
  readonly errors: readonly FieldError[];
  readonly type: Type;
}

const shownInList = (types: readonly string[]): string => (types.length === 1 ? types[0]! : `one of [${types.join(' ')}]`);

/** `gives`: what it must evaluate to; any, if empty. */
export function judged(path: string, text: string, declarations: Declarations, gives: readonly string[]): Judged {
  const made = compile(text, declarations);
  if ('problem' in made) return { errors: [invalid(path, text, made.problem)], type: DYN };
  const name = shown(made.type);
  const fits = gives.length === 0 || made.type.name === '*error*' || gives.includes(name === 'null' ? 'null_type' : name);
  return { errors: fits ? [] : [invalid(path, text, `must evaluate to ${shownInList(gives)} but got ${name}`)], type: made.type };
}

export const conditionErrors = (path: string, conditions: readonly { readonly expression?: string }[] | undefined, declarations: Declarations): readonly FieldError[] =>
  (conditions ?? []).flatMap(({ expression = '' }, i) => (expression.trim() === '' ? [] : judged(child(`${path}[${i}]`, 'expression'), expression, declarations, ['bool']).errors));
