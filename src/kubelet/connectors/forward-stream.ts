/** What a kubelet tells those who forward ports, beside the answers that come through them. */

/** Where those who forward ports of a pod hear that the kubelet could not connect: `Unforwarded` as JSON. */
export const forwardStream = (namespace: string, pod: string): string => `portforward/${namespace}/${pod}`;

export interface Unforwarded {
  readonly port: number;
  /** As the kubelet's runtime says it. */
  readonly error: string;
}
