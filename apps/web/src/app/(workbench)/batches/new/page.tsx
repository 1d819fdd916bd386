import type { Metadata } from "next";
import { NewBatchScreen } from "../../../../batches/new-batch-screen";

export const metadata: Metadata = { title: "New batch" };

export default function NewBatchPage() {
  return <NewBatchScreen />;
}
