/** The part of jStat that is used here; the package has no types of its own. */
declare module 'jstat' {
  interface StudentT {
    /** Quantile of Student's t distribution with `dof` degrees of freedom. */
    inv(p: number, dof: number): number;
    /** Probability of at most `x`. */
    cdf(x: number, dof: number): number;
  }
  interface Normal {
    /** Probability of at most `x` with this mean and standard deviation. */
    cdf(x: number, mean: number, deviation: number): number;
    /** The `p`-quantile. */
    inv(p: number, mean: number, deviation: number): number;
  }
  const exported: { readonly jStat: { readonly studentt: StudentT; readonly normal: Normal } };
  // biome-ignore lint/style/noDefaultExport: CommonJS, seen from outside.
  export default exported;
}
