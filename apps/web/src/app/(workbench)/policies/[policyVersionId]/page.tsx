import type { Metadata } from "next";
import { PolicyScreen } from "../../../../policies/policy-screen";

export const metadata: Metadata = { title: "Policy" };

export default async function PolicyPage({ params }: { params: Promise<{ policyVersionId: string }> }) {
  const { policyVersionId } = await params;
  return <PolicyScreen policyVersionId={policyVersionId} />;
}
