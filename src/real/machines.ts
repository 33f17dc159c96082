/** What stands behind the nodes of a cluster, where it can be made to stand still. Both reject with a `ClusterProblem`. */
export interface Machines {
  /** Everything on the node stops where it is; the rest of the cluster goes on. */
  stop(node: string): Promise<void>;
  /** It goes on; one that has not been stopped does so anyway. */
  resume(node: string): Promise<void>;
}
