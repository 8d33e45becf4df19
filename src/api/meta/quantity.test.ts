import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  FORMAT_ERROR,
  milliValue,
  parseQuantity,
  quantity,
  quantityValue,
  subtractQuantities,
} from './quantity.ts';

describe('canonical form', () => {
  it.each([
    ['1', '1'],
    ['0.5', '500m'],
    ['1.500', '1.500'],
    ['100m', '100m'],
    ['1.5Gi', '1536Mi'],
    ['1024Mi', '1Gi'],
    ['1000Mi', '1000Mi'],
    ['1e3', '1e3'],
    ['1000', '1k'],
    ['+1', '+1'],
    ['0.1m', '100u'],
    ['0', '0'],
    ['00', '0'],
    ['007', '007'],
    ['.5', '500m'],
    ['0.5Ki', '512'],
    ['1E', '1E'],
    ['2E3', '2E3'],
    ['1e-3', '1e-3'],
    ['-1.5Gi', '-1536Mi'],
    ['0.0000000001', '1n'],
    ['100Ei', '9223372036854775807'],
    ['123456789012345678901', '123456789012345678901'],
    ['1500', '1500'],
    ['12e6', '12e6'],
    ['0.3Mi', '314572800m'],
  ])('%s is %s', (text, canonical) => expect(canonicalQuantity(text)).toBe(canonical));

  it.each([
    ['', FORMAT_ERROR],
    ['abc', FORMAT_ERROR],
    ['1 Gi', FORMAT_ERROR],
    ['1K', "unable to parse quantity's suffix"],
    ['1mm', "unable to parse quantity's suffix"],
    ['5e', "unable to parse quantity's suffix"],
    ['-Pi', 'unable to parse numeric part of quantity'],
    ['1__proto__', FORMAT_ERROR],
  ])('refuses %s', (text, message) => expect(parseQuantity(text)).toEqual({ ok: false, error: message }));

  it('is kept by reading and printing again', () => {
    const texts = fc
      .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 999 }), fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Mi', 'Gi', 'e3', 'n'))
      .map(([whole, part, suffix]) => `${whole}.${part}${suffix}`);
    fc.assert(
      fc.property(texts, (text) => canonicalQuantity(canonicalQuantity(text)) === canonicalQuantity(text)),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('arithmetic', () => {
  it.each([
    ['1Gi', '512Mi', '1536Mi', '512Mi', 1],
    ['100m', '1', '1100m', '-900m', -1],
    ['0', '1Gi', '1Gi', '-1Gi', -1],
    ['1', '1000m', '2', '0', 0],
    ['1k', '1Ki', '2024', '-24', -1],
  ])('%s and %s', (a, b, sum, difference, order) => {
    expect(formatQuantity(addQuantities(quantity(a), quantity(b)))).toBe(sum);
    expect(formatQuantity(subtractQuantities(quantity(a), quantity(b)))).toBe(difference);
    expect(compareQuantities(quantity(a), quantity(b))).toBe(order);
  });
  it('rounds up', () => {
    expect(quantityValue(quantity('100m'))).toBe(1);
    expect(milliValue(quantity('1n'))).toBe(1);
    expect(quantityValue(quantity('128Mi'))).toBe(134217728);
  });
  it('agrees with exact integers', () => {
    const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [x, y] = [quantity(`${a}m`), quantity(`${b}m`)];
        expect(addQuantities(x, y).mantissa).toBe(a + b);
        expect(compareQuantities(x, y)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});
