import type { Metadata } from "next";
import { BatchScreen } from "../../../../batches/batch-screen";

export const metadata: Metadata = { title: "Batch" };

export default async function BatchPage({ params }: { params: Promise<{ batchId: string }> }) {
  const { batchId } = await params;
  return <BatchScreen batchId={batchId} />;
}
