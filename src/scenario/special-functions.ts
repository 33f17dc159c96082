/** 95th percentile of the standard normal distribution. */
export const Z95 = 1.6448536269514722;

/** Γ(x) for x > 0. Lanczos' approximation with g = 7 and nine terms, relative error below 1e-13. */
export function gamma(x: number): number {
  const shifted = x - 1;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (shifted + i);
  const t = shifted + 7.5;
  return Math.sqrt(2 * Math.PI) * t ** (shifted + 0.5) * Math.exp(-t) * sum;
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** φ(x) of the standard normal distribution. */
export const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** P(Z > x) for x ≤ 0: the part of a normal distribution that truncation leaves. */
export function normalUpperTail(x: number): number {
  // Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8.
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - normalDensity(x) * poly;
}
