import type { Metadata } from "next";
import { NewRunScreen } from "../../../../new-run/new-run-screen";

export const metadata: Metadata = { title: "New run" };

export default function NewRunPage() {
  return <NewRunScreen />;
}
