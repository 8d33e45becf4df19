/** What an awk program is: rules, functions, statements and expressions, as a tree. */

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly pattern: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'element'; readonly name: string; readonly index: readonly Expression[] }
  | { readonly kind: 'field'; readonly index: Expression }
  | { readonly kind: 'assign'; readonly operator: string; readonly target: Target; readonly value: Expression }
  | { readonly kind: 'step'; readonly target: Target; readonly by: 1 | -1; readonly prefix: boolean }
  | { readonly kind: 'unary'; readonly operator: '!' | '-' | '+'; readonly value: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'if'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'in'; readonly index: readonly Expression[]; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'getline'; readonly target: Target | undefined; readonly file: Expression }
  | { readonly kind: 'group'; readonly values: readonly Expression[] };
export type Target = Extract<Expression, { kind: 'variable' | 'element' | 'field' }>;

export type Statement =
  | { readonly do: 'expression'; readonly value: Expression }
  | { readonly do: 'print'; readonly format: boolean; readonly values: readonly Expression[]; readonly to?: { readonly append: boolean; readonly file: Expression } }
  | { readonly do: 'if'; readonly test: Expression; readonly yes: Statement; readonly no: Statement | undefined }
  | {
      readonly do: 'loop';
      readonly start: Statement | undefined;
      readonly test: Expression | undefined;
      readonly step: Statement | undefined;
      readonly body: Statement;
      readonly testLast: boolean;
    }
  | { readonly do: 'for-in'; readonly name: string; readonly array: string; readonly body: Statement }
  | { readonly do: 'block'; readonly body: readonly Statement[] }
  | { readonly do: 'delete'; readonly name: string; readonly index: readonly Expression[] | undefined }
  | { readonly do: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly do: 'exit' | 'return'; readonly value: Expression | undefined };

export interface Rule {
  readonly when: 'BEGIN' | 'END' | 'record';
  readonly pattern?: Expression;
  readonly until?: Expression;
  readonly body: Statement | undefined;
}
export interface AwkFunction {
  readonly parameters: readonly string[];
  readonly body: Statement;
}
export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}
