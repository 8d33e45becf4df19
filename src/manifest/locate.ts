/** From a field's path to its place in the text, for the editor's markers. */
import type { Node } from './yaml/compose.ts';
import { keyText } from './yaml/construct.ts';
import { resolvePlain } from './yaml/resolve.ts';
import type { Mark } from './yaml/token.ts';

export type FieldPath = readonly (string | number)[];

/** From the first character to behind the last one; lines and columns from 1. */
export interface Range {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Located {
  readonly value: Range;
  /** Of the key that names it, where it has one. */
  readonly key?: Range;
  /** How many steps of the path were found. */
  readonly depth: number;
}

const range = (start: Mark, end: Mark, line: number): Range => ({
  startLine: line + start.line + 1,
  startColumn: start.column + 1,
  endLine: line + end.line + 1,
  endColumn: end.column + 1,
});

const followed = (node: Node): Node => {
  let current = node;
  for (let i = 0; i < 100 && current.kind === 'alias'; i++) {
    const target = current.target();
    if (target === undefined) break;
    current = target;
  }
  return current;
};

/** The name of a key as it stands in the JSON. */
function nameOf(key: Node): string | undefined {
  const node = followed(key);
  if (node.kind !== 'scalar') return undefined;
  return node.implicit && node.tag === '' ? keyText(resolvePlain(node.value).value) : node.value;
}

function step(node: Node, name: string | number): { readonly value: Node; readonly key?: Node } | undefined {
  const target = followed(node);
  if (target.kind === 'sequence') {
    const item = target.items[Number(name)];
    return item && { value: item };
  }
  if (target.kind !== 'mapping') return undefined;
  const own = target.entries.findLast(({ key }) => nameOf(key) === String(name));
  if (own !== undefined) return own;
  for (const { key, value } of target.entries) {
    if (key.kind !== 'scalar' || key.value !== '<<') continue;
    const merged = followed(value);
    const sources = merged.kind === 'sequence' ? merged.items : [merged];
    for (const source of sources) {
      const found = followed(source) === target ? undefined : step(source, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Where `path` leads from `root`, or as far as it leads. `line`: the line of the text that the tree's line 0 is. */
export function locate(root: Node | undefined, path: FieldPath, line: number): Located {
  const nowhere: Mark = { index: 0, line: 0, column: 0 };
  if (root === undefined) return { value: range(nowhere, nowhere, line), depth: 0 };
  let node = root;
  let key: Node | undefined;
  let depth = 0;
  for (const name of path) {
    const next = step(node, name);
    if (next === undefined) break;
    ({ value: node, key } = next);
    depth++;
  }
  return { value: range(node.start, node.end, line), ...(key && { key: range(key.start, key.end, line) }), depth };
}

/**
 * `spec.containers[0].name` or `data[a.b]` → its steps. What stands in brackets is an index where it is a number, or else a key.
 * Label keys with dots that are not in brackets cannot be told from fields.
 */
export function parseFieldPath(text: string): FieldPath {
  const steps: (string | number)[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '.') {
      at++;
    } else if (text[at] === '[') {
      const close = text.indexOf(']', at);
      const inside = text.slice(at + 1, close === -1 ? text.length : close);
      steps.push(/^\d+$/.test(inside) ? Number(inside) : inside);
      at = close === -1 ? text.length : close + 1;
    } else {
      let end = at;
      while (end < text.length && text[end] !== '.' && text[end] !== '[') end++;
      steps.push(text.slice(at, end));
      at = end;
    }
  }
  return steps;
}
