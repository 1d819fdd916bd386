"use client";
import { Button, Failure, StaleBadge } from "@rlhf/ui";
import { type ReactNode } from "react";
import { useNow } from "../shell/use-now";

type Asked<T> = {
  data: T | undefined;
  error: { message: string } | null;
  dataUpdatedAt: number;
  refetch(): Promise<unknown>;
};
const STALE_SECONDS = 90; // three refreshes missed

/** The inside of a panel: its data, or why there are none. While they come a grey box of the final height holds the place. */
export function PanelBody<T>(props: {
  query: Asked<T>;
  /** "The win matrix could not be read". */
  failed: string;
  height: number;
  children(data: T): ReactNode;
}) {
  const { query, failed, height, children } = props;
  const { data, error, dataUpdatedAt, refetch } = query;
  if (data !== undefined)
    return (
      <>
        {error && <Stale since={dataUpdatedAt} />}
        {children(data)}
      </>
    );
  if (error)
    return (
      <Failure
        title={failed}
        detail={error.message}
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      />
    );
  return <div className="skeleton w-full" style={{ height }} role="status" aria-label="Loading" />;
}

function Stale({ since }: { since: number }) {
  const seconds = Math.round((useNow().getTime() - since) / 1_000);
  return seconds > STALE_SECONDS ? <StaleBadge age={`${seconds} s`} /> : null;
}
