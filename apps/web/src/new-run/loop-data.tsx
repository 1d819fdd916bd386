"use client";
import type { RouterOutputs } from "@rlhf/api";
import { CheckBox, Empty, Segmented } from "@rlhf/ui";
import Link from "next/link";

type Snapshot = RouterOutputs["data"]["snapshots"]["snapshots"][number];
export const FILE_KINDS = { demonstrations: "demonstration", comparisons: "comparison", prompts: "prompt" } as const;
export type FileKind = keyof typeof FILE_KINDS;
export type LoopFiles = Record<FileKind, readonly string[]>;
export const NO_FILES: LoopFiles = { demonstrations: [], comparisons: [], prompts: [] };

type Props = {
  /** Null: the built-in world. */
  files: LoopFiles | null;
  snapshots: readonly Snapshot[];
  onChange(files: LoopFiles | null): void;
};

/** Where a loop's text, demonstrations and judgments come from. */
export function LoopData({ files, snapshots, onChange }: Props) {
  return (
    <div className="col gap-3">
      <Segmented
        label="Data"
        value={files ? "files" : "world"}
        onChange={(next) => onChange(next === "files" ? NO_FILES : null)}
        options={[
          { value: "world", text: "Built-in world" },
          { value: "files", text: "Imported files" },
        ]}
      />
      {files && <Files files={files} snapshots={snapshots} onChange={onChange} />}
    </div>
  );
}

function Files({ files, snapshots, onChange }: Props & { files: LoopFiles }) {
  const imported = snapshots.filter((snapshot) => Object.values(FILE_KINDS).some((kind) => kind === snapshot.kind));
  if (imported.length === 0)
    return (
      <Empty
        title="Nothing is imported yet"
        action={
          <Link className="btn" href="/data/import">
            Import a file
          </Link>
        }
      >
        A loop on your data needs demonstrations, or comparisons that people have judged.
      </Empty>
    );
  return (
    <ul className="found">
      {imported.map((snapshot) => {
        const key = keyOf(snapshot.kind);
        const chosen = files[key];
        const toggle = () => {
          const next = chosen.includes(snapshot.id)
            ? chosen.filter((id) => id !== snapshot.id)
            : [...chosen, snapshot.id];
          onChange({ ...files, [key]: next });
        };
        const label = `${snapshot.datasetName} v${snapshot.version}`;
        return (
          <li key={snapshot.id}>
            <CheckBox label={`${label}, ${key}`} checked={chosen.includes(snapshot.id)} onChange={toggle}>
              {label}{" "}
              <span className="i3">
                {snapshot.rows} {key}
              </span>
            </CheckBox>
          </li>
        );
      })}
    </ul>
  );
}

const keyOf = (kind: string): FileKind =>
  kind === FILE_KINDS.demonstrations ? "demonstrations" : kind === FILE_KINDS.prompts ? "prompts" : "comparisons";
