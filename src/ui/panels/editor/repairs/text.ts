/** Repairs as small changes of the text, so that comments and style stay. */
import { isMap, isPair, isScalar, isSeq, parseAllDocuments, type Document, type Node, type Pair, type YAMLMap } from 'yaml';

export interface TextEdit {
  /** Offsets into the text; equal where something is put in. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Repair {
  readonly title: string;
  /** They do not overlap. */
  readonly edits: readonly TextEdit[];
  /** The lines that it is about, from 1. */
  readonly lines: { readonly first: number; readonly last: number };
}

/** What the API server says, at a line. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits.toSorted((a, b) => b.start - a.start).reduce((done, { start, end, text: fresh }) => done.slice(0, start) + fresh + done.slice(end), text);
}

export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
export const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);
export const startOfLine = (text: string, line: number): number =>
  text
    .split('\n')
    .slice(0, line - 1)
    .join('\n').length + (line > 1 ? 1 : 0);

/** A manifest of the text, read as far as it can be. */
export interface Manifest {
  readonly map: YAMLMap;
  readonly kind: string;
  readonly apiVersion: string;
  readonly first: number;
  readonly last: number;
}

export function manifestsOf(text: string): readonly Manifest[] {
  let documents: readonly Document[];
  try {
    documents = parseAllDocuments(text, { version: '1.1', merge: true, logLevel: 'silent', uniqueKeys: false }) as unknown as readonly Document[];
  } catch {
    return [];
  }
  return (Array.isArray(documents) ? documents : []).flatMap(({ contents, range }) => {
    if (!isMap(contents)) return [];
    const map = contents as YAMLMap;
    return [{ map, kind: wordAt(map, 'kind'), apiVersion: wordAt(map, 'apiVersion'), first: lineOf(text, contents.range?.[0] ?? range[0]), last: lineOf(text, range[2]) }];
  });
}

export const pairAt = (map: unknown, key: string): Pair<Node, Node | null> | undefined =>
  isMap(map) ? (map.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key) as Pair<Node, Node | null> | undefined) : undefined;
export const valueAt = (map: unknown, ...path: readonly string[]): Node | undefined => path.reduce<unknown>((at, key) => pairAt(at, key)?.value, map) as Node | undefined;
const wordAt = (map: unknown, key: string): string => {
  const value = valueAt(map, key);
  return isScalar(value) && typeof value.value === 'string' ? value.value : '';
};

/** Where a node's own text stands. */
export const rangeOf = (node: Node | null | undefined): { readonly start: number; readonly end: number } | undefined =>
  node?.range ? { start: node.range[0], end: node.range[1] } : undefined;

export const replaceNode = (node: Node | null | undefined, text: string): readonly TextEdit[] => {
  const range = rangeOf(node);
  return range ? [{ ...range, text }] : [];
};

/** All nodes at a path of field names; lists on the way are gone through. */
export function nodesAt(node: unknown, path: readonly string[]): readonly Node[] {
  if (isSeq(node)) return node.items.flatMap((item) => nodesAt(item, path));
  const [name, ...rest] = path;
  if (name === undefined) return node ? [node as Node] : [];
  const index = /^(.*?)((?:\[\d+\])+)$/.exec(name);
  if (!index) return nodesAt(pairAt(node, name)?.value, rest);
  let at: unknown = pairAt(node, index[1]!)?.value;
  for (const [, number] of index[2]!.matchAll(/\[(\d+)\]/g)) at = isSeq(at) ? at.items[Number(number)] : undefined;
  return nodesAt(at, rest);
}

export const quoted = (text: string): string => (/["\\\n]/.test(text) ? JSON.stringify(text) : `"${text}"`);
