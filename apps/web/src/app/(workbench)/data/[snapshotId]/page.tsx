import type { Metadata } from "next";
import { SnapshotScreen } from "../../../../data/snapshot-screen";

export const metadata: Metadata = { title: "Snapshot" };

export default async function SnapshotPage({ params }: { params: Promise<{ snapshotId: string }> }) {
  const { snapshotId } = await params;
  return <SnapshotScreen snapshotId={snapshotId} />;
}
