/** Requests of pods as plain numbers, by resource. */
import { podRequests } from '../api/kinds/pod/resources.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import { milliValue, quantity, quantityValue } from '../api/meta/quantity.ts';

/** Thousandths of cores for `cpu`, units (bytes) for the others. */
export const amount = (resource: string, text: string | undefined): number => (resource === 'cpu' ? milliValue(quantity(text)) : quantityValue(quantity(text)));

export function requestAmounts(pod: Pod): Readonly<Record<string, number>> {
  return Object.fromEntries([...podRequests(pod)].map(([resource, value]) => [resource, resource === 'cpu' ? milliValue(value) : quantityValue(value)]));
}
