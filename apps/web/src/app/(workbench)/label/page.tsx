import type { Metadata } from "next";
import { LabelScreen } from "../../../label/label-screen";

export const metadata: Metadata = { title: "Label" };

export default function LabelPage() {
  return <LabelScreen />;
}
