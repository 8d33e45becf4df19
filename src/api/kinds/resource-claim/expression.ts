/** Expressions that select devices (upstream: dynamic-resource-allocation `cel/compile.go`). */
import { compile, type Declarations } from '../custom-resource/rules/compile/compile.ts';
import { DYN, mapOf, plain, shown, STRING, structOf } from '../custom-resource/rules/compile/types.ts';

const DECLARATIONS: Declarations = {
  device: structOf('kubernetes.DRADevice', {
    driver: STRING,
    attributes: mapOf(STRING, mapOf(STRING, DYN)),
    capacity: mapOf(STRING, mapOf(STRING, plain('kubernetes.Quantity'))),
    allowMultipleAllocations: plain('bool'),
  }),
};
const ALLOWED: ReadonlySet<string> = new Set(['bool', 'dyn', '*error*']);

/** What is wrong with an expression, in the compiler's words; `undefined`: nothing. */
export function deviceExpressionProblem(text: string): string | undefined {
  const made = compile(text, DECLARATIONS);
  if ('problem' in made) return made.problem;
  return ALLOWED.has(made.type.name) ? undefined : `must evaluate to bool or the unknown type, not ${shown(made.type)}`;
}
