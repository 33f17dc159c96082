/**
 * The `index`-th point (from 1) of the Halton sequence in [0, 1)^dimensions: points fill the cube evenly, however many are drawn
 * (Halton 1960; Niederreiter, *Random Number Generation and Quasi-Monte Carlo Methods*, section 3.1).
 */
export const haltonPoint = (index: number, dimensions: number): readonly number[] =>
  primes(dimensions).map((base) => radicalInverse(index, base));

/** The digits of `index` in this base, mirrored at the point. */
function radicalInverse(index: number, base: number): number {
  let [rest, weight, sum] = [index, 1 / base, 0];
  while (rest > 0) {
    sum += (rest % base) * weight;
    rest = Math.floor(rest / base);
    weight /= base;
  }
  return sum;
}

function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}
