/** What the scanner makes of text, and the parser of tokens. */

/** A place in the text; line and column count from 0, columns in UTF-16 units. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

export type TokenType =
  | 'stream-start'
  | 'stream-end'
  | 'version-directive'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'flow-entry'
  | 'block-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  readonly end: Mark;
  /** Of a scalar, an anchor or alias; the handle of a tag. */
  readonly value: string;
  /** Of a tag: what follows the handle. */
  readonly suffix: string;
  /** Of a scalar. */
  readonly plain: boolean;
}

/** Ends the reading of a document; caught where reading starts, and made a value there. */
export class YamlProblem extends Error {
  /** Where to put the marker. */
  readonly mark: Mark;
  constructor(message: string, mark: Mark) {
    super(message);
    this.mark = mark;
  }
}

/**
 * A scanner's problem. Its line is the problem's, from 1, and left out on the first line unless the context began later:
 * the line numbers of the real kubectl, which come from its YAML library.
 */
export function scannerProblem(problem: string, mark: Mark, context: Mark): YamlProblem {
  const line = mark.line !== 0 ? mark.line + 1 : context.line;
  return new YamlProblem(`${line === 0 ? '' : `line ${line}: `}${problem}`, mark);
}

/** A parser's problem: its line is one too low, as the library counts here. */
export function parserProblem(problem: string, mark: Mark, context: Mark): YamlProblem {
  const line = mark.line !== 0 ? mark.line : context.line;
  return new YamlProblem(`${line === 0 ? '' : `line ${line}: `}${problem}`, mark);
}
