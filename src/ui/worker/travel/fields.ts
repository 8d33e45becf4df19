/** Which field each line of an object's YAML is about. */
import { compose } from '../../../manifest/yaml/compose.ts';
import type { Node } from '../../../manifest/yaml/compose.ts';
import type { FieldLine } from '../time-protocol.ts';

/** `text` as kubectl prints it. Longer objects are shown without marks from there on. */
const LINES = 5000;

export function fieldLines(text: string): FieldLine[] {
  const root = compose(text);
  const paths = new Map<number, string>();
  if (root) walk(root, '', paths);
  return [...paths].map(([line, path]) => ({ line, path })).sort((a, b) => a.line - b.line);
}

function walk(node: Node, path: string, into: Map<number, string>): void {
  if (into.size > LINES) return;
  if (node.kind === 'mapping') {
    for (const { key, value } of node.entries) {
      if (key.kind !== 'scalar') continue;
      const inner = `${path}${fieldStep(key.value)}`;
      // An item of a list begins with its first field: `- image: nginx` is about that field.
      into.set(key.start.line, inner);
      walk(value, inner, into);
    }
  } else if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) {
      const inner = `${path}[${index}]`;
      if (item.kind === 'scalar') into.set(item.start.line, inner);
      walk(item, inner, into);
    }
  } else if (node.kind === 'scalar') {
    for (let line = node.start.line + 1; line < node.end.line; line += 1) into.set(line, path);
  }
}

const fieldStep = (name: string): string => (/^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `['${name}']`);
