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
    const [nodeName, namespace, name] = key.split('/') as [string, string, string];
    last = { key, place: { nodeName, namespace, name } };
  }
  return last.place;
}
/** A step asks several times for one key. */
let last: { readonly key: string; readonly place: PodPlace } = { key: '', place: { nodeName: '', namespace: '', name: '' } };
