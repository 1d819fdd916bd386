/** How a policy version is called everywhere. */
export const policyName = ({ name, version }: { name: string; version: number }): string => `${name} v${version}`;
