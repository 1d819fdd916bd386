/** Where two policies are compared. */
export const compareAddress = (candidateId: string, baselineId: string): string =>
  `/compare?${new URLSearchParams({ candidate: candidateId, baseline: baselineId })}`;

export const playgroundAddress = (policyVersionId: string): string => `/playground?a=${policyVersionId}`;
