/** Fields that are misspelt, and values of the wrong type, as the API server's sentences name them. */
import { isScalar, type Node, type Scalar } from 'yaml';
import { fieldAt, schemaNameOf, schemaOf, type Schema } from '../../../../api/schema/schema.ts';
import { editDistance } from '../../../../base/edit-distance.ts';
import { lineOf, nodesAt, pairAt, quoted, rangeOf, replaceNode, type Manifest, type Problem, type Repair } from './text.ts';

const within = ({ first, last }: Manifest, line: number): boolean => line >= first && line <= last;

export function fieldRepairs(text: string, manifest: Manifest, problems: readonly Problem[]): readonly Repair[] {
  return problems
    .filter(({ line }) => within(manifest, line))
    .flatMap((problem) => [...misspelt(text, manifest, problem), ...wrongType(text, manifest, problem), ...quantities(text, manifest, problem)]);
}

function schemaFor({ apiVersion, kind }: Manifest): Schema | undefined {
  const slash = apiVersion.indexOf('/');
  const name = schemaNameOf(slash < 0 ? '' : apiVersion.slice(0, slash), apiVersion.slice(slash + 1), kind);
  return name === undefined ? undefined : schemaOf(name);
}

function inside(schema: Schema): Schema {
  let at = schema;
  while (at.items) at = at.items;
  return at;
}

function misspelt(text: string, manifest: Manifest, { message }: Problem): readonly Repair[] {
  const path = /^unknown field "([^"]{1,300})"$/.exec(message)?.[1]?.split('.');
  const schema = schemaFor(manifest);
  if (!path || !schema) return [];
  const wrong = path.at(-1)!;
  const owner =
    path.length === 1
      ? schema
      : fieldAt(
          schema,
          path.slice(0, -1).map((part) => part.replace(/\[\d+\]/g, '')),
        )?.schema;
  const known = owner ? [...(inside(owner).fields?.keys() ?? [])] : [];
  const near = known
    .map((name) => ({ name, distance: editDistance(name.toLowerCase(), wrong.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return nodesAt(manifest.map, path.slice(0, -1)).flatMap((parent) => {
    const pair = pairAt(parent, wrong);
    const at = rangeOf(pair?.key);
    if (!at) return [];
    const line = lineOf(text, at.start);
    return near
      .filter(({ name }) => !pairAt(parent, name))
      .slice(0, 3)
      .map(({ name }) => ({ title: `Write ${name} for ${wrong}`, edits: replaceNode(pair!.key, name), lines: { first: line, last: line } }));
  });
}

const WRONG_TYPE = /json: cannot unmarshal (string|number|bool)(?: [^ ]{1,40})? into Go struct field \w{1,80}\.([\w.]{1,300}) of type ([\w.[\]]{1,80})/;

function wrongType(text: string, manifest: Manifest, { line, message }: Problem): readonly Repair[] {
  const match = WRONG_TYPE.exec(message);
  if (!match) return [];
  const [, found, path, type] = match as unknown as [string, string, string, string];
  const wantsText = !/^(u?int\d*|float\d*|bool)$/.test(type);
  const scalars = nodesAt(manifest.map, path.split('.')).flatMap((node) => scalarsIn(node));
  const edits = scalars.flatMap((node) => {
    const { value } = node;
    if (found === 'string') {
      if (typeof value !== 'string' || wantsText) return [];
      const fits = type === 'bool' ? /^(true|false)$/i.test(value.trim()) : /^-?\d{1,15}$/.test(value.trim());
      return fits ? replaceNode(node, value.trim().toLowerCase()) : [];
    }
    if (!wantsText || typeof value !== (found === 'bool' ? 'boolean' : 'number')) return [];
    const range = rangeOf(node)!;
    return replaceNode(node, quoted(text.slice(range.start, range.end)));
  });
  if (edits.length === 0) return [];
  const first = Math.min(line, ...edits.map(({ start }) => lineOf(text, start)));
  const last = Math.max(line, ...edits.map(({ start }) => lineOf(text, start)));
  const title = wantsText
    ? `Put ${edits.length === 1 ? edits[0]!.text.slice(1, -1) : `${edits.length} values`} in quotes`
    : `Take ${edits.length === 1 ? edits[0]!.text : `${edits.length} values`} out of quotes`;
  return [{ title, edits, lines: { first, last } }];
}

/** The scalar itself, or those of a map or a list. */
const scalarsIn = (node: Node): readonly Scalar[] => {
  if (isScalar(node)) return [node];
  const items = (node as { readonly items?: readonly unknown[] }).items ?? [];
  return items.flatMap((item) => (isScalar(item) ? [item] : isScalar((item as { readonly value?: unknown }).value) ? [(item as { readonly value: Scalar }).value] : []));
};

const UNITS: Readonly<Record<string, string>> = {
  b: '',
  kb: 'k',
  mb: 'M',
  gb: 'G',
  tb: 'T',
  kib: 'Ki',
  mib: 'Mi',
  gib: 'Gi',
  tib: 'Ti',
  k: 'k',
  m: 'm',
  g: 'G',
  t: 'T',
  ki: 'Ki',
  mi: 'Mi',
  gi: 'Gi',
  ti: 'Ti',
};

function quantities(text: string, manifest: Manifest, { line, message }: Problem): readonly Repair[] {
  if (!message.includes('quantities must match the regular expression') && !message.includes('unable to parse quantity')) return [];
  const found: Repair[] = [];
  const visit = (node: unknown): void => {
    if (isScalar(node) && typeof node.value === 'string') {
      const match = /^\s*([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([A-Za-z]{1,3})\s*$/.exec(node.value);
      const unit = match && UNITS[match[2]!.toLowerCase()];
      if (!match || unit === undefined || unit === null) return;
      // Lower-case m is a thousandth, which nobody means of memory.
      const right = match[1]! + (match[2] === 'M' ? 'M' : unit);
      if (right === node.value) return;
      const at = lineOf(text, node.range![0]);
      found.push({ title: `Write ${right} for ${node.value.trim()}`, edits: replaceNode(node, right), lines: { first: Math.min(line, at), last: Math.max(line, at) } });
      return;
    }
    for (const item of (node as { readonly items?: readonly unknown[] } | null)?.items ?? [])
      visit((item as { readonly value?: unknown }).value !== undefined && !isScalar(item) ? (item as { readonly value: unknown }).value : item);
  };
  for (const list of ['containers', 'initContainers'])
    for (const path of [['spec'], ['spec', 'template', 'spec'], ['spec', 'jobTemplate', 'spec', 'template', 'spec']])
      for (const resources of nodesAt(manifest.map, [...path, list, 'resources'])) visit(resources);
  for (const path of [
    ['spec', 'resources'],
    ['spec', 'capacity'],
    ['spec', 'hard'],
    ['spec', 'volumeClaimTemplates', 'spec', 'resources'],
    ['spec', 'limits'],
  ])
    for (const node of nodesAt(manifest.map, path)) visit(node);
  return found;
}
