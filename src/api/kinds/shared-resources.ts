/** Lists of resources: rounding, sums and maxima (upstream: component-helpers `resource/helpers.go`, SetDefaults_ResourceList). */
import { addQuantities, compareQuantities, formatQuantity, milliValue, quantity, quantityOfMilli, ZERO, type Quantity } from '../meta/quantity.ts';
import type { ResourceList } from './shared-types.ts';

/** Amounts by resource name. */
export type Amounts = Map<string, Quantity>;

/** Fractions finer than a thousandth are rounded up when an object is read. */
export function roundUpResources(list: ResourceList): ResourceList {
  let changed = false;
  const out = Object.entries(list).map(([name, text]) => {
    const amount = quantity(text);
    if (amount.exponent >= -3 || amount.mantissa % 10n ** BigInt(-3 - amount.exponent) === 0n) return [name, text] as const;
    changed = true;
    return [name, formatQuantity(quantityOfMilli(milliValue(amount), amount.format))] as const;
  });
  return changed ? Object.fromEntries(out) : list;
}

/** Adds `list` to `total`. */
export function addResources(total: Amounts, list: ResourceList | undefined): void {
  for (const [name, text] of Object.entries(list ?? {})) {
    const before = total.get(name);
    total.set(name, before ? addQuantities(before, quantity(text)) : quantity(text));
  }
}

export function addAmounts(total: Amounts, amounts: ReadonlyMap<string, Quantity>): void {
  for (const [name, amount] of amounts) {
    const before = total.get(name);
    total.set(name, before ? addQuantities(before, amount) : amount);
  }
}

/** Raises `total` to `amounts` where those are more. */
export function raiseAmounts(total: Amounts, amounts: ReadonlyMap<string, Quantity>): void {
  for (const [name, amount] of amounts) {
    const before = total.get(name);
    if (!before || compareQuantities(amount, before) > 0) total.set(name, amount);
  }
}

export const amountOf = (amounts: ReadonlyMap<string, Quantity>, name: string): Quantity => amounts.get(name) ?? ZERO;

/** As an object carries them. */
export const toResourceList = (amounts: ReadonlyMap<string, Quantity>): ResourceList => Object.fromEntries([...amounts].map(([name, amount]) => [name, formatQuantity(amount)]));
