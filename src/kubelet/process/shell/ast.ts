/** What the shell's parser gives. */

export type Part =
  | { readonly part: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly part: 'parameter'; readonly name: string; readonly quoted: boolean; readonly operation?: Operation }
  | { readonly part: 'command'; readonly body: readonly Item[]; readonly quoted: boolean }
  | { readonly part: 'arithmetic'; readonly expression: Word; readonly quoted: boolean };

export type Operation =
  | { readonly kind: 'length' }
  /** `-`, `=`, `+`, `?`; with a colon an empty value counts as unset. */
  | { readonly kind: 'default'; readonly operator: '-' | '=' | '+' | '?'; readonly colon: boolean; readonly word: Word }
  | { readonly kind: 'trim'; readonly operator: '%' | '%%' | '#' | '##'; readonly pattern: Word }
  | { readonly kind: 'replace'; readonly all: boolean; readonly pattern: Word; readonly replacement: Word }
  | { readonly kind: 'slice'; readonly offset: Word; readonly length: Word | undefined }
  | { readonly kind: 'bad' };

export type Word = readonly Part[];

export interface Redirect {
  readonly fd: number;
  readonly operator: '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '<<' | '&>';
  readonly target: Word;
}

export type Command =
  | {
      readonly command: 'simple';
      readonly line: number;
      readonly assignments: readonly { readonly name: string; readonly value: Word }[];
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
    }
  | { readonly command: 'group'; readonly body: readonly Item[]; readonly redirects: readonly Redirect[] }
  | { readonly command: 'subshell'; readonly body: readonly Item[]; readonly redirects: readonly Redirect[] }
  | {
      readonly command: 'if';
      readonly branches: readonly { readonly test: readonly Item[]; readonly body: readonly Item[] }[];
      readonly otherwise: readonly Item[] | undefined;
      readonly redirects: readonly Redirect[];
    }
  | { readonly command: 'loop'; readonly until: boolean; readonly test: readonly Item[]; readonly body: readonly Item[]; readonly redirects: readonly Redirect[] }
  | { readonly command: 'for'; readonly name: string; readonly words: readonly Word[] | undefined; readonly body: readonly Item[]; readonly redirects: readonly Redirect[] }
  | {
      readonly command: 'case';
      readonly word: Word;
      readonly items: readonly { readonly patterns: readonly Word[]; readonly body: readonly Item[]; readonly fallThrough: boolean }[];
      readonly redirects: readonly Redirect[];
    }
  | { readonly command: 'function'; readonly name: string; readonly body: Command };

export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly Command[];
}
export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
}
/** One `;`, `&` or newline-ended element of a list. */
export interface Item {
  readonly list: AndOr;
  readonly background: boolean;
}

export interface Program {
  readonly items: readonly Item[];
  /** What is wrong after the last whole command line of `items`. */
  readonly error?: { readonly message: string; readonly line: number; readonly incomplete: boolean };
}
