/** Expressions that select devices (upstream: dynamic-resource-allocation `cel/compile.go`). */

/** What is wrong with an expression, in the compiler's words; `undefined`: nothing. */
export function deviceExpressionProblem(_text: string): string | undefined {
  return undefined;
}
