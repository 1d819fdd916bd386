"use client";
import { useEffect, useRef, useState } from "react";
import type { ImportKind, ImportReport } from "./import-report";
import { sendFile } from "./send-file";

type Work =
  | { at: "empty" }
  | { at: "reading" | "importing"; share: number }
  | { at: "read"; preview: ImportReport }
  | { at: "done"; report: ImportReport }
  | { at: "failed"; message: string };

/** An import from the chosen file to its report: first everything is read and nothing kept, then the good rows are kept. */
export function useImport(projectId: string) {
  const [file, setFile] = useState<File | null>(null);
  const [work, setWork] = useState<Work>({ at: "empty" });
  const sending = useRef<AbortController | null>(null);
  useEffect(() => () => sending.current?.abort(), []);
  const send = async (of: File, at: "reading" | "importing", query: Record<string, string>) => {
    sending.current?.abort();
    const own = new AbortController();
    sending.current = own;
    const show = (next: Work) => !own.signal.aborted && setWork(next);
    show({ at, share: 0 });
    try {
      const onProgress = (share: number) => show({ at, share });
      const report = await sendFile({ query: { projectId, ...query }, file: of, onProgress, signal: own.signal });
      show(at === "reading" ? { at: "read", preview: report } : { at: "done", report });
    } catch (error) {
      show({ at: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  };
  return {
    file,
    work,
    /** Reads a file, as the kind its first row shows, or as the one that is named. */
    read: (of: File, kind: ImportKind | "auto") => {
      setFile(of);
      void send(of, "reading", { kind, name: "preview", preview: "1" });
    },
    keep: (kind: ImportKind, name: string) => file && void send(file, "importing", { kind, name }),
    cancel: () => {
      sending.current?.abort();
      setWork({ at: "empty" });
      setFile(null);
    },
  };
}
export type Import = ReturnType<typeof useImport>;
