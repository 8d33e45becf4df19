/** What an expression is made of. `at` is where the compiler points to. */

export interface Literal {
  readonly is: 'literal';
  readonly at: number;
  readonly type: 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'bool' | 'null';
  readonly text: string;
}
export interface Name {
  readonly is: 'name';
  readonly at: number;
  readonly name: string;
}
export interface Select {
  readonly is: 'select';
  readonly at: number;
  readonly of: Tree;
  readonly field: string;
  readonly optional: boolean;
  /** `has(…)` */
  readonly test: boolean;
}
export interface Call {
  readonly is: 'call';
  readonly at: number;
  readonly name: string;
  readonly target?: Tree;
  readonly args: readonly Tree[];
}
export interface ListTree {
  readonly is: 'list';
  readonly at: number;
  readonly items: readonly Tree[];
}
export interface MapTree {
  readonly is: 'map';
  readonly at: number;
  readonly entries: readonly (readonly [Tree, Tree])[];
}
/** `all`, `exists`, `map` and the like. */
export interface Loop {
  readonly is: 'loop';
  readonly at: number;
  readonly macro: string;
  readonly range: Tree;
  readonly names: readonly string[];
  readonly filter?: Tree;
  readonly body: Tree;
}
/** What is not looked into: made messages, and what could not be read. */
export interface Unknown {
  readonly is: 'unknown';
  readonly at: number;
}

export type Tree = Literal | Name | Select | Call | ListTree | MapTree | Loop | Unknown;
