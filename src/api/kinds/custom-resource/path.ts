/** The paths of a definition's columns, scale and selectable fields: `.status.conditions[?(@.type=="Ready")].status` (upstream: client-go util/jsonpath, of which this is the part that leads somewhere). */

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'item'; readonly at: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly path: readonly Step[]; readonly operator: string; readonly value: unknown };

export type Path = readonly Step[];

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function literal(text: string): unknown {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  if (quoted) return quoted[2];
  return text === 'true' ? true : text === 'false' ? false : /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function bracket(inner: string): Step | undefined {
  if (inner === '*') return { kind: 'all' };
  if (/^-?\d{1,9}$/.test(inner)) return { kind: 'item', at: Number(inner) };
  const name = /^(["'])(.*)\1$/.exec(inner);
  if (name) return { kind: 'field', name: name[2]! };
  const filter = /^\?\(@(\.[A-Za-z0-9_./-]{1,200}?)\s*(==|!=|<=|>=|<|>)\s*(\S.*)\)$/.exec(inner);
  const path = filter && parsePath(filter[1]!);
  return path ? { kind: 'filter', path, operator: filter![2]!, value: literal(filter![3]!.trim()) } : undefined;
}

/** `undefined` where the path can not be read. */
export function parsePath(text: string): Path | undefined {
  const steps: Step[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '.') {
      let end = at + 1;
      let name = '';
      for (; end < text.length && text[end] !== '.' && text[end] !== '['; end += 1) {
        // A backslash takes away what the next character means.
        if (text[end] === '\\') end += 1;
        name += text[end] ?? '';
      }
      if (name === '*') steps.push({ kind: 'all' });
      else if (name !== '') steps.push({ kind: 'field', name });
      at = end;
    } else if (text[at] === '[') {
      const end = closing(text, at);
      const step = end === undefined ? undefined : bracket(text.slice(at + 1, end).trim());
      if (!step) return undefined;
      steps.push(step);
      at = end! + 1;
    } else {
      return undefined;
    }
  }
  return steps;
}

/** Where the bracket at `start` ends; brackets within quotes do not count. */
function closing(text: string, start: number): number | undefined {
  let quote = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at]!;
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === ']') return at;
  }
  return undefined;
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    default:
      if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false;
      return operator === '<' ? left < right! : operator === '<=' ? left <= right! : operator === '>' ? left > right! : left >= right!;
  }
}

function step(values: readonly unknown[], of: Step): readonly unknown[] {
  return values.flatMap((value): readonly unknown[] => {
    switch (of.kind) {
      case 'field':
        return isFields(value) && Object.hasOwn(value, of.name) ? [value[of.name]] : [];
      case 'item':
        return Array.isArray(value) && value.at(of.at) !== undefined ? [value.at(of.at)] : [];
      case 'all':
        return Array.isArray(value) ? value : isFields(value) ? Object.values(value) : [];
      case 'filter':
        return Array.isArray(value) ? value.filter((item) => compare(find(item, of.path)[0], of.operator, of.value)) : [];
    }
  });
}

/** What stands at `path` of `value`: one value in most cases, none where something on the way is missing. */
export const find = (value: unknown, path: Path): readonly unknown[] => path.reduce<readonly unknown[]>(step, [value]);

/** A copy of `object` with `value` at a path of fields (`.spec.replicas`). */
export function put<T>(object: T, path: readonly string[], value: unknown): T {
  const [name, ...rest] = path;
  if (name === undefined) return value as T;
  const fields: Readonly<Record<string, unknown>> = isFields(object) ? object : {};
  const inner = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return Object.fromEntries([...Object.entries(fields).filter(([key]) => key !== name), [name, put(inner, rest, value)]]) as T;
}
