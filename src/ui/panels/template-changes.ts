export interface TemplateChange {
  /** `image`, `env.COLOUR`, `labels.app`: as short as it can be said. */
  readonly path: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What differs between two pod templates given as JSON text, leaf by leaf. */
export function templateChanges(before: string, after: string): TemplateChange[] {
  const from = leaves(JSON.parse(before));
  const to = leaves(JSON.parse(after));
  const changes: TemplateChange[] = [];
  for (const path of new Set([...from.keys(), ...to.keys()])) {
    if (from.get(path) !== to.get(path)) changes.push({ path: short(path), from: from.get(path), to: to.get(path) });
  }
  return changes;
}

function leaves(value: unknown): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (node: unknown, path: string): void => {
    if (Array.isArray(node)) node.forEach((item: unknown, index) => walk(item, `${path}[${nameOf(item) ?? index}]`));
    else if (node !== null && typeof node === 'object') for (const [key, child] of Object.entries(node)) walk(child, path === '' ? key : `${path}.${key}`);
    else found.set(path, String(node));
  };
  walk(value, '');
  return found;
}

/** Entries of lists are told apart by name, as their merge key does. */
const nameOf = (item: unknown): string | undefined => (item !== null && typeof item === 'object' && 'name' in item && typeof item.name === 'string' ? item.name : undefined);

const short = (path: string) =>
  path
    .replace(/^spec\.containers\[[^\]]*\]\./, '')
    .replace(/^spec\./, '')
    .replace(/^annotations\./, '')
    .replace(/^env\[([^\]]*)\]\.value$/, 'env $1');

/** Numbers below the newest that no ReplicaSet carries: it was given a newer one, or is gone. */
export function missingRevisions(sets: readonly { readonly revision: number }[]): number[] {
  const there = new Set(sets.map(({ revision }) => revision));
  const newest = Math.max(0, ...there);
  return Array.from({ length: newest }, (_, index) => index + 1)
    .filter((revision) => !there.has(revision))
    .slice(-12);
}
