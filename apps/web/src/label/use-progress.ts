"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { Progress } from "./figures-line";

const midnight = (): Date => new Date(new Date().setHours(0, 0, 0, 0));
const EVERY = 3; // answers

/** Today's count, pace and agreement; asked anew every few answers, old figures stay meanwhile. */
export function useProgress(given: number): Progress | undefined {
  const { projectId } = useProject();
  const [dayStart] = useState(midnight);
  const trpc = useTRPC();
  const { data, refetch } = useQuery(trpc.label.progress.queryOptions({ projectId, dayStart }));
  const every = Math.floor(given / EVERY);
  useEffect(() => {
    if (every > 0) void refetch();
  }, [every, refetch]);
  return data;
}
