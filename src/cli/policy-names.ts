/** Of all policies there are, for shells to complete. Who does not ask does not load them. */
export const policyNames = async (): Promise<readonly string[]> =>
  Object.keys((await import('../engine/policies/registry.ts')).POLICIES);
