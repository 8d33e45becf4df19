/** Lists that are merged by a key, or as sets. Upstream: apimachinery `util/strategicpatch/patch.go`. */
import { goKind, goType, has, insertionSort, isList, isMap, PatchProblem, printValue, type Draft, type DraftList } from './values.ts';

export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList';
export const ELEMENT_ORDER = '$setElementOrder';

const badArgument = (expected: string, actual: unknown): PatchProblem =>
  new PatchProblem(`expected a ${expected}, but received a ${actual === null || actual === undefined ? '%!s(<nil>)' : goType(actual)}`);
export const noMergeKey = (map: Draft, mergeKey: string): PatchProblem => new PatchProblem(`map: ${printValue(map)} does not contain declared merge key: ${mergeKey}`);
export const badOrderList = (): PatchProblem => new PatchProblem('invalid patch format of setElementOrder list', 'BadRequest');

export function asMap(value: unknown): Draft {
  if (!isMap(value)) throw badArgument('map[string]interface {}', value);
  return value;
}
export function asList(value: unknown): DraftList {
  if (!isList(value)) throw badArgument('[]interface {}', value);
  return value;
}
export function mergeKeyOf(item: unknown, mergeKey: string): unknown {
  const map = asMap(item);
  if (!has(map, mergeKey)) throw noMergeKey(map, mergeKey);
  return map[mergeKey];
}

/** The one type that all elements have; `map` or a scalar's. */
export function elementKind(...lists: readonly DraftList[]): string {
  let type: string | undefined;
  let kind = '';
  for (const item of lists.flat()) {
    const current = goType(item);
    if (type === undefined) {
      type = current;
      kind = goKind(item);
      if (kind === 'slice') throw new PatchProblem('lists of lists are not supported', 'Unprocessable');
    } else if (type !== current) {
      throw new PatchProblem(`list element types are not identical: ${printValue(lists)}`);
    }
  }
  if (type === undefined) throw new PatchProblem('no elements in any of the given slices');
  return kind;
}

/** Where the element of `list` stands that is the same by its key, or by its value; −1 for none. */
export function indexIn(list: DraftList, item: unknown, mergeKey: string, kind: string): number {
  const valueOf = (element: unknown): unknown => (kind === 'map' ? (isMap(element) ? element[mergeKey] : undefined) : element);
  const wanted = valueOf(item);
  return list.findIndex((element) => valueOf(element) === wanted);
}

/** The first element whose `mergeKey` is `value`; −1 for none. */
export function findByKey(list: DraftList, mergeKey: string, value: unknown): number {
  return list.findIndex((element, i) => {
    if (!isMap(element)) throw new PatchProblem(`value for key ${i} is not a map`);
    return has(element, mergeKey) && element[mergeKey] === value;
  });
}

const isDeletion = (item: unknown): boolean => isMap(item) && item[DIRECTIVE] === 'delete';

/** Orders `list` as `order` has its elements; deletions go to the end. */
export function inOrder(list: DraftList, order: DraftList, mergeKey: string, kind: string): DraftList {
  let keep = [...list];
  let deletions: DraftList = [];
  if (kind === 'map') {
    for (const item of [...list, ...order]) mergeKeyOf(item, mergeKey);
    deletions = keep.filter(isDeletion);
    keep = keep.filter((item) => !isDeletion(item));
  }
  insertionSort(keep, (a, b) => {
    const at = indexIn(order, a, mergeKey, kind);
    const other = at < 0 ? -1 : indexIn(order, b, mergeKey, kind);
    return other >= 0 ? at < other : true;
  });
  return [...keep, ...deletions];
}

/**
 * What the patch orders and what only the server has, in one list: both keep their own order, and the server's elements go before those
 * of the patch that they preceded on the server.
 */
export function mergedOrder(patch: DraftList, serverOnly: DraftList, patchOrder: DraftList, serverOrder: DraftList, mergeKey: string, kind: string): DraftList {
  const right = inOrder(patch, patchOrder, mergeKey, kind);
  const left = inOrder(serverOnly, serverOrder, mergeKey, kind);
  const out: DraftList = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const both = i < left.length && j < right.length;
    const a = both ? indexIn(serverOrder, left[i], mergeKey, kind) : -1;
    const b = both ? indexIn(serverOrder, right[j], mergeKey, kind) : -1;
    if (j >= right.length || (both && a >= 0 && b >= 0 && a < b)) out.push(left[i++]);
    else out.push(right[j++]);
  }
  return out;
}

/** `list` by whether `by` has an element of the same key or value. */
export function partition(list: DraftList, by: DraftList, mergeKey: string): { readonly inList: DraftList; readonly rest: DraftList } {
  const inList: DraftList = [];
  const rest: DraftList = [];
  for (const item of list) {
    const found = mergeKey === '' ? by.includes(item) : findByKey(by, mergeKey, mergeKeyOf(item, mergeKey)) >= 0;
    (found ? inList : rest).push(item);
  }
  return { inList, rest };
}

/** The elements that a patch changes must come in the order that it demands. */
export function checkOrderList(patchList: unknown, orderList: unknown, mergeKey: string): void {
  if (!isList(orderList) || (patchList !== undefined && !isList(patchList))) throw badOrderList();
  const patch = patchList ?? [];
  if (orderList.length === 0 || patch.length === 0) return;
  const wanted = mergeKey === '' ? patch : patch.filter((item) => !isDeletion(asMap(item)));
  let at = 0;
  let order = 0;
  while (at < wanted.length && order < orderList.length) {
    const item = wanted[at];
    if (isMap(item) && has(item, DIRECTIVE)) {
      at++;
      continue;
    }
    const same = mergeKey === '' ? item === orderList[order] : mergeKeyOf(item, mergeKey) === mergeKeyOf(orderList[order], mergeKey);
    if (same) at++;
    order++;
  }
  if (at < wanted.length && order >= orderList.length) {
    throw new PatchProblem(`The order in patch list:\n${printValue(patch)}\n doesn't match ${ELEMENT_ORDER} list:\n${printValue(orderList)}\n`);
  }
}
