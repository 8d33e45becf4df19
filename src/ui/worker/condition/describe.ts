/** What the fields and lists of a condition are now: why it holds, or does not. */
import type { KubeObject } from '../../../api/meta/types.ts';
import type { Condition, Listing, Operand, PathPart } from './ast.ts';
import { listed, told } from './evaluate.ts';
import type { ObjectSource } from './evaluate.ts';

/** Facts that are told, values of a list that are told apart, and characters of a value. */
const FACTS = 4;
const APART = 4;
const LONG = 60;

/** `deployment web .status.readyReplicas is 3`: a fact for each field or list, in the order in which they are written. */
export function factsOf(condition: Condition, source: ObjectSource): string[] {
  const facts: string[] = [];
  walk(condition, source, facts);
  const unlike = [...new Set(facts)];
  return unlike.length > FACTS ? [...unlike.slice(0, FACTS), `and ${unlike.length - FACTS} more`] : unlike;
}

function walk(condition: Condition, source: ObjectSource, facts: string[]): void {
  switch (condition.is) {
    case 'or':
    case 'and':
      walk(condition.left, source, facts);
      walk(condition.right, source, facts);
      return;
    case 'not':
      walk(condition.of, source, facts);
      return;
    case 'compare':
      operand(condition.left, source, facts);
      operand(condition.right, source, facts);
      return;
    case 'set':
    case 'exists':
    case 'changes':
      operand(condition.of, source, facts);
      return;
    case 'each':
      listing(condition.of, source, facts);
  }
}

function operand(of: Operand, source: ObjectSource, facts: string[]): void {
  if (of.kind === 'field') {
    const [resource = '', namespace = '', name = ''] = of.key.split('/');
    const kind = resource.split('.')[0]!;
    if (!source.get(of.key)) facts.push(`there is no ${kind}/${name}${namespace === '' ? '' : ` in namespace ${namespace}`}`);
    else if (of.path.length === 0) facts.push(`${kind}/${name} is there`);
    else facts.push(`${kind}/${name} ${pathText(of.path)} is ${valueText(told(of, source))}`);
  } else if (of.kind === 'count') {
    facts.push(`it counts ${told(of, source)}`);
    if (of.of.test) listing(of.of, source, facts);
  }
}

/** The fields that its test reads, of all objects of the list. */
function listing(of: Listing, source: ObjectSource, facts: string[]): void {
  const objects = [...listed(of, source)];
  const kind = of.resource.split('.')[0]!;
  if (objects.length === 0) {
    facts.push(`there are no ${kind}${of.selector ? ' with such labels' : ''}${of.namespace === undefined ? '' : ` in namespace ${of.namespace}`}`);
    return;
  }
  const fields = of.test ? itemFields(of.test) : [];
  if (fields.length === 0) facts.push(`there ${objects.length === 1 ? 'is' : 'are'} ${objects.length} of ${kind}`);
  for (const field of fields) facts.push(`${pathText(field.path)} of ${objects.length} ${kind} is ${spread(field, objects, source)}`);
}

type ItemField = Extract<Operand, { kind: 'item' }>;

function itemFields(condition: Condition): ItemField[] {
  switch (condition.is) {
    case 'or':
    case 'and':
      return [...itemFields(condition.left), ...itemFields(condition.right)];
    case 'not':
      return itemFields(condition.of);
    case 'compare':
      return [condition.left, condition.right].filter((one) => one.kind === 'item');
    case 'set':
    case 'exists':
    case 'changes':
      return condition.of.kind === 'item' ? [condition.of] : [];
    case 'each':
      return [];
  }
}

/** `Running (3), Pending`: the most frequent first. */
function spread(field: ItemField, objects: readonly KubeObject[], source: ObjectSource): string {
  const counts = new Map<string, number>();
  for (const object of objects) {
    const text = valueText(told(field, source, object));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const texts = sorted.slice(0, APART).map(([text, count]) => (count > 1 ? `${text} (${count})` : text));
  return sorted.length > APART ? `${texts.join(', ')} and others` : texts.join(', ');
}

const valueText = (text: string): string => (text === '' ? 'absent or empty' : text.length > LONG ? `${text.slice(0, LONG - 1)}…` : text);

function pathText(path: readonly PathPart[]): string {
  if (path.length === 0) return 'the object';
  return path
    .map((part) => {
      switch (part.part) {
        case 'field':
          return /^[A-Za-z_][\w-]*$/.test(part.name) ? `.${part.name}` : `['${part.name}']`;
        case 'index':
          return `[${part.index}]`;
        case 'every':
          return '[*]';
        case 'where':
          return `[${part.field.join('.')}=${part.value}]`;
      }
    })
    .join('');
}
