/**
 * A sorted map from strings to values whose copies cost nothing: `fork()` shares the whole tree, and each side copies the nodes that it
 * changes from then on. Between two forks, changes are made in place; so the simulation steps at the speed of a mutable tree, and a
 * checkpoint costs only what changes after it.
 *
 * A B+tree with up to 32 entries a node. Two maps with the same entries are equal in their JSON, however they came about.
 */
const WIDTH = 32;

/** Which map may change a node in place: the one whose token it carries. */
type Owner = object;

interface Leaf<V> {
  owner: Owner;
  readonly children: undefined;
  keys: string[];
  values: V[];
}
interface Branch<V> {
  owner: Owner;
  /** The smallest key below each child, or less. */ keys: string[];
  children: Node<V>[];
}
type Node<V> = Leaf<V> | Branch<V>;

export class SortedMap<V> {
  #root: Node<V>;
  #owner: Owner = {};
  #size: number;

  private constructor(root: Node<V> | undefined, size: number) {
    this.#root = root ?? { owner: this.#owner, children: undefined, keys: [], values: [] };
    this.#size = size;
  }

  static empty<V>(): SortedMap<V> {
    return new SortedMap<V>(undefined, 0);
  }

  static from<V>(entries: Iterable<readonly [string, V]>): SortedMap<V> {
    const map = SortedMap.empty<V>();
    for (const [key, value] of entries) map.set(key, value);
    return map;
  }

  get size(): number {
    return this.#size;
  }

  /** A copy that shares everything with this map until either changes. */
  fork(): SortedMap<V> {
    this.#owner = {};
    return new SortedMap<V>(this.#root, this.#size);
  }

  get(key: string): V | undefined {
    const leaf = leafOf(this.#root, key);
    const at = lowerBound(leaf.keys, key);
    return leaf.keys[at] === key ? leaf.values[at] : undefined;
  }

  has(key: string): boolean {
    const { keys } = leafOf(this.#root, key);
    return keys[lowerBound(keys, key)] === key;
  }

  /** The values of keys that are given in rising order; what is not there is left out. Neighbours are found without a new search. */
  valuesOf(keys: readonly string[]): V[] {
    const found: V[] = [];
    this.#lookUp(keys, (value) => {
      if (value !== undefined) found.push(value);
    });
    return found;
  }

  /** Likewise, with `undefined` for what is not there. */
  valuesAt(keys: readonly string[]): (V | undefined)[] {
    const found: (V | undefined)[] = [];
    this.#lookUp(keys, (value) => found.push(value));
    return found;
  }

  #lookUp(keys: readonly string[], take: (value: V | undefined) => void): void {
    let leaf: Leaf<V> | undefined;
    let at = 0;
    for (const key of keys) {
      if (leaf !== undefined && leaf.keys[at] !== key) {
        // A few places on, or elsewhere.
        const end = Math.min(leaf.keys.length, at + 3);
        while (at < end && leaf.keys[at] !== key) at += 1;
        if (at === end) leaf = undefined;
      }
      if (leaf === undefined) {
        leaf = leafOf(this.#root, key);
        at = lowerBound(leaf.keys, key);
      }
      if (leaf.keys[at] === key) {
        take(leaf.values[at]!);
        at += 1;
      } else {
        take(undefined);
        leaf = undefined;
      }
    }
  }

  set(key: string, value: V): void {
    const root = this.#own(this.#root);
    this.#root = root;
    const right = this.#insert(root, key, value);
    if (right) this.#root = { owner: this.#owner, keys: [firstKey(root), firstKey(right)], children: [root, right] };
  }

  delete(key: string): boolean {
    if (!this.has(key)) return false;
    const root = this.#own(this.#root);
    this.#root = root;
    this.#remove(root, key);
    this.#size -= 1;
    while (this.#root.children?.length === 1) this.#root = this.#root.children[0]!;
    return true;
  }

  /** The entry with the smallest key at or after `from`. */
  first(from = ''): readonly [string, V] | undefined {
    let node = this.#root;
    if (from === '') while (node.children) node = node.children[0]!;
    else node = leafOf(node, from);
    const at = from === '' ? 0 : lowerBound(node.keys, from);
    if (at < node.keys.length) return [node.keys[at]!, node.values[at]!];
    for (const entry of this.entries(from)) return entry;
    return undefined;
  }

  /** Whether a key starts with `prefix`. */
  hasUnder(prefix: string): boolean {
    return this.first(prefix)?.[0].startsWith(prefix) ?? false;
  }

  /** Entries from `from` on, in key order. The map must not change while they are read. */
  *entries(from = ''): Generator<readonly [string, V]> {
    for (const [leaf, start] of leaves(this.#root, from)) {
      for (let i = start; i < leaf.keys.length; i += 1) yield [leaf.keys[i]!, leaf.values[i]!];
    }
  }

  /** Values in key order, from the first key not before `from` on, while their keys start with `prefix`. The map must not change meanwhile. */
  *valuesFrom(prefix: string, from: string): Generator<V> {
    const path: { readonly branch: Branch<V>; at: number }[] = [];
    let here = this.#root;
    while (here.children) {
      const at = childAt(here.keys, from);
      path.push({ branch: here, at });
      here = here.children[at]!;
    }
    for (let i = lowerBound(here.keys, from); ;) {
      const { keys, values } = here as Leaf<V>;
      for (; i < keys.length; i += 1) {
        if (!keys[i]!.startsWith(prefix)) return;
        yield values[i]!;
      }
      let top = path.at(-1);
      while (top && top.at + 1 >= top.branch.children.length) {
        path.pop();
        top = path.at(-1);
      }
      if (!top) return;
      top.at += 1;
      here = top.branch.children[top.at]!;
      while (here.children) {
        path.push({ branch: here, at: 0 });
        here = here.children[0]!;
      }
      i = 0;
    }
  }

  /** The values whose keys start with `prefix`, in key order. */
  valuesUnder(prefix: string): V[] {
    const found: V[] = [];
    under(this.#root, prefix, (leaf, from, to) => {
      for (let i = from; i < to; i += 1) found.push(leaf.values[i]!);
    });
    return found;
  }

  entriesUnder(prefix: string): [string, V][] {
    const found: [string, V][] = [];
    under(this.#root, prefix, (leaf, from, to) => {
      for (let i = from; i < to; i += 1) found.push([leaf.keys[i]!, leaf.values[i]!]);
    });
    return found;
  }

  countUnder(prefix: string): number {
    let count = 0;
    under(this.#root, prefix, (_, from, to) => {
      count += to - from;
    });
    return count;
  }

  /** Where two maps differ: each key with its value before (in this map) and after (in `other`). Shared parts are skipped whole. */
  *changesTo(other: SortedMap<V>): Generator<{ readonly key: string; readonly before: V | undefined; readonly after: V | undefined }> {
    const mine = leaves(this.#root, '');
    const theirs = leaves(other.#root, '');
    let a = mine.next();
    let b = theirs.next();
    let i = 0;
    let j = 0;
    while (!a.done || !b.done) {
      if (!a.done && !b.done && i === 0 && j === 0 && a.value[0] === b.value[0]) {
        a = mine.next();
        b = theirs.next();
        continue;
      }
      const left = a.done ? undefined : a.value[0];
      const right = b.done ? undefined : b.value[0];
      if (left && i >= left.keys.length) {
        a = mine.next();
        i = 0;
        continue;
      }
      if (right && j >= right.keys.length) {
        b = theirs.next();
        j = 0;
        continue;
      }
      const leftKey = left?.keys[i];
      const rightKey = right?.keys[j];
      if (rightKey === undefined || (leftKey !== undefined && leftKey < rightKey)) {
        yield { key: leftKey!, before: left!.values[i], after: undefined };
        i += 1;
        continue;
      }
      if (leftKey === undefined || rightKey < leftKey) {
        yield { key: rightKey, before: undefined, after: right!.values[j] };
        j += 1;
        continue;
      }
      if (left!.values[i] !== right!.values[j]) yield { key: leftKey, before: left!.values[i], after: right!.values[j] };
      i += 1;
      j += 1;
    }
  }

  toJSON(): (readonly [string, V])[] {
    return [...this.entries()];
  }

  #own(node: Node<V>): Node<V> {
    if (node.owner === this.#owner) return node;
    return node.children
      ? { owner: this.#owner, keys: node.keys.slice(), children: node.children.slice() }
      : { owner: this.#owner, children: undefined, keys: node.keys.slice(), values: node.values.slice() };
  }

  /** Puts an entry below an own node; gives the right half where the node had to be split. */
  #insert(node: Node<V>, key: string, value: V): Node<V> | undefined {
    if (!node.children) {
      const at = lowerBound(node.keys, key);
      if (node.keys[at] === key) {
        node.values[at] = value;
        return undefined;
      }
      insertAt(node.keys, at, key);
      insertAt(node.values, at, value);
      this.#size += 1;
      return node.keys.length > WIDTH ? this.#split(node, at) : undefined;
    }
    const at = childAt(node.keys, key);
    const child = this.#own(node.children[at]!);
    node.children[at] = child;
    if (key < node.keys[at]!) node.keys[at] = key;
    const right = this.#insert(child, key, value);
    if (right) {
      insertAt(node.keys, at + 1, firstKey(right));
      insertAt(node.children, at + 1, right);
    }
    return node.keys.length > WIDTH ? this.#split(node, at) : undefined;
  }

  /** Splits in the middle, or, where keys come in rising order, at the end: so that a log or an agenda fills its nodes. */
  #split(node: Node<V>, at: number): Node<V> {
    const middle = at === node.keys.length - 1 ? node.keys.length - 1 : node.keys.length >> 1;
    return node.children
      ? { owner: this.#owner, keys: node.keys.splice(middle), children: node.children.splice(middle) }
      : { owner: this.#owner, children: undefined, keys: node.keys.splice(middle), values: node.values.splice(middle) };
  }

  #remove(node: Node<V>, key: string): void {
    if (!node.children) {
      const at = lowerBound(node.keys, key);
      removeAt(node.keys, at);
      removeAt(node.values, at);
      return;
    }
    const at = childAt(node.keys, key);
    const child = this.#own(node.children[at]!);
    node.children[at] = child;
    this.#remove(child, key);
    if (child.keys.length === 0) {
      removeAt(node.keys, at);
      removeAt(node.children, at);
    } else if (child.keys.length < WIDTH / 4 && node.children.length > 1) {
      this.#merge(node, at === 0 ? 0 : at - 1);
    }
  }

  /** Joins the children `at` and `at + 1` where they fit into one node. */
  #merge(node: Branch<V>, at: number): void {
    if (node.keys.length <= at + 1 || node.children[at]!.keys.length + node.children[at + 1]!.keys.length > WIDTH) return;
    const left = this.#own(node.children[at]!);
    const right = node.children[at + 1]!;
    left.keys.push(...right.keys);
    if (left.children) left.children.push(...(right as Branch<V>).children);
    else left.values.push(...(right as Leaf<V>).values);
    node.children[at] = left;
    removeAt(node.keys, at + 1);
    removeAt(node.children, at + 1);
  }
}

function firstKey<V>(node: Node<V>): string {
  return node.keys[0] ?? '';
}

// Of so few items, to move them one by one takes a third of what `splice` does.
function insertAt<T>(list: T[], at: number, item: T): void {
  list.push(item);
  for (let i = list.length - 1; i > at; i -= 1) list[i] = list[i - 1]!;
  list[at] = item;
}

function removeAt<T>(list: T[], at: number): void {
  for (let i = at + 1; i < list.length; i += 1) list[i - 1] = list[i]!;
  list.pop();
}

/** The first position whose key is not less than `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The child below which `key` belongs: the last whose key is not greater, or the first. */
function childAt(keys: readonly string[], key: string): number {
  let low = 1;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key < keys[middle]!) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

/** The leaf that holds `key` if any does. */
function leafOf<V>(root: Node<V>, key: string): Leaf<V> {
  let node = root;
  while (node.children) node = node.children[childAt(node.keys, key)]!;
  return node;
}

/** Gives the part of each leaf whose keys start with `prefix`. False: the range ends below this node. */
function under<V>(node: Node<V>, prefix: string, take: (leaf: Leaf<V>, from: number, to: number) => void, inside = false): boolean {
  const { keys } = node;
  if (node.children) {
    for (let i = inside ? 0 : childAt(keys, prefix), first = true; i < keys.length; i += 1, first = false) {
      if (!under(node.children[i]!, prefix, take, inside || !first)) return false;
    }
    return true;
  }
  const from = inside ? 0 : lowerBound(keys, prefix);
  let to = keys.length;
  if (to > from && !keys[to - 1]!.startsWith(prefix)) {
    // Where the last key does not, the end lies within this leaf.
    to = from;
    while (keys[to]!.startsWith(prefix)) to += 1;
    if (to > from) take(node, from, to);
    return false;
  }
  if (to > from) take(node, from, to);
  return true;
}

/** Leaves from the one that holds `from` on, each with the position to start at. */
function* leaves<V>(node: Node<V>, from: string): Generator<readonly [Leaf<V>, number]> {
  const path: { readonly branch: Branch<V>; at: number }[] = [];
  let here = node;
  while (here.children) {
    const at = childAt(here.keys, from);
    path.push({ branch: here, at });
    here = here.children[at]!;
  }
  yield [here, lowerBound(here.keys, from)];
  for (;;) {
    let top = path.pop();
    while (top && top.at + 1 >= top.branch.children.length) top = path.pop();
    if (!top) return;
    path.push({ branch: top.branch, at: top.at + 1 });
    here = top.branch.children[top.at + 1]!;
    while (here.children) {
      path.push({ branch: here, at: 0 });
      here = here.children[0]!;
    }
    yield [here, 0];
  }
}
