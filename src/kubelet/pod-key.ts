/** Keys of the kubelets' queue: `node/namespace/name` of a pod, `node/name` of a node. */

export interface PodPlace {
  readonly nodeName: string;
  readonly namespace: string;
  /** Absent in a node's key. */
  readonly name: string;
}

/** A key taken apart. */
export function podAt(key: string): PodPlace {
  if (key !== last.key) {
    const first = key.indexOf('/');
    const second = key.indexOf('/', first + 1);
    const [namespace, name] = second < 0 ? [key.slice(first + 1)] : [key.slice(first + 1, second), key.slice(second + 1)];
    last = { key, place: { nodeName: key.slice(0, first), namespace, name: name! } };
  }
  return last.place;
}
/** A step asks several times for one key. */
let last: { readonly key: string; readonly place: PodPlace } = { key: '', place: { nodeName: '', namespace: '', name: '' } };
