/** The digits of π (Machin's formula, in whole numbers): `3.` and as many digits after it. */
export function piDigits(count: number): string {
  const unity = 10n ** BigInt(count + 10);
  const arctangent = (x: bigint): bigint => {
    let term = unity / x;
    let sum = term;
    for (let n = 3n, sign = -1n; term !== 0n; n += 2n, sign = -sign) {
      term /= x * x;
      sum += (sign * term) / n;
    }
    return sum;
  };
  const pi = String(4n * (4n * arctangent(5n) - arctangent(239n)));
  return `3.${pi.slice(1, count + 1)}`;
}
