import { Card } from "@rlhf/ui";
import type { Metadata } from "next";
import { GuidelineText } from "../../../label/guideline-panel";

export const metadata: Metadata = { title: "Guidelines" };

export default function GuidelinesPage() {
  return (
    <main className="page" id="content">
      <div className="head">
        <h1>Guidelines</h1>
      </div>
      <Card className="max-w-180">
        <div className="flex flex-col gap-3 p-5">
          <GuidelineText />
        </div>
      </Card>
    </main>
  );
}
