import type { Metadata } from "next";
import { CompareRunsScreen } from "../../../../runs/compare-runs-screen";

export const metadata: Metadata = { title: "Runs compared" };

export default function CompareRunsPage() {
  return <CompareRunsScreen />;
}
