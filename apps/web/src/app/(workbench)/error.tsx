"use client";
import { Button, Failure } from "@rlhf/ui";

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  return (
    <main className="page" id="content">
      <Failure
        title="This page could not be shown"
        detail={`Nothing was lost: answers and runs are kept by the server. ${error.digest ? `The server's log names it under ${error.digest}.` : error.message}`}
        action={<Button onClick={reset}>Try again</Button>}
      />
    </main>
  );
}
