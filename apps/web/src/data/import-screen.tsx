"use client";
import { bytes, Button, Card, ChevronRight, Failure, FileDrop, percent, Progress, Term } from "@rlhf/ui";
import Link from "next/link";
import { useProject } from "../shell/project";
import { ImportCheck } from "./import-check";
import { ImportResult } from "./import-result";
import { useImport, type Import } from "./use-import";

/** A file becomes rows in three steps: choose it, look at how it was read, keep it. */
export function ImportScreen() {
  const { projectId } = useProject();
  const job = useImport(projectId);
  const { work, file } = job;
  return (
    <main className="page" id="content">
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/data">Data</Link>
        <ChevronRight className="i" aria-hidden />
        <span>Import</span>
      </nav>
      <div className="head">
        <h1>Import a file</h1>
      </div>
      <div className="narrow stack">
        {work.at !== "done" && (
          <Card title="The file" note={file ? undefined : "nothing is kept before you say so"}>
            <div className="body col gap-3">
              <FileDrop
                label="JSONL, or one JSON array"
                about={<Formats />}
                accept=".jsonl,.json,.ndjson"
                chosen={file ? `${file.name} · ${bytes(file.size)}` : undefined}
                onFile={(chosen) => job.read(chosen, "auto")}
                note="Up to any size: it is read as it comes, a bad row stops nothing."
              />
              <Sending job={job} />
            </div>
          </Card>
        )}
        {!file && <Kinds />}
        {work.at === "read" && file && <ImportCheck key={file.name} job={job} file={file} preview={work.preview} />}
        {work.at === "done" && <ImportResult report={work.report} onAnother={job.cancel} />}
        {work.at === "failed" && (
          <Card>
            <Failure
              title="The file was not imported"
              detail={work.message}
              action={file && <Button onClick={() => job.read(file, "auto")}>Read it again</Button>}
            />
          </Card>
        )}
      </div>
    </main>
  );
}

function Sending({ job: { work, cancel } }: { job: Import }) {
  if (work.at !== "reading" && work.at !== "importing") return null;
  const doing = work.at === "reading" ? "Reading" : "Importing";
  return (
    <div className="row g12 t13" role="status">
      <span className="nowrap">
        {work.share < 1 ? `${doing}, ${percent(work.share, 0)}` : `${doing}: the last rows are looked at`}
      </span>
      <Progress share={work.share} label={`${doing} the file`} />
      <Button size="sm" onClick={cancel}>
        Stop
      </Button>
    </div>
  );
}

const Formats = () => (
  <>
    Rows in TRL’s formats, HH-RLHF dialogues or ShareGPT conversations. The first row tells which; you can overrule it.
  </>
);

function Kinds() {
  return (
    <Card title="What a row can be">
      <ul className="list">
        <li>
          <span className="grow">
            <Term word="Prompt">Prompts</Term>: <code className="mono">{'{"prompt": …}'}</code>
            <span className="i3 block">policies answer them, and batches are made of the answers</span>
          </span>
        </li>
        <li>
          <span className="grow">
            <Term word="Demonstration">Demonstrations</Term>:{" "}
            <code className="mono">{'{"prompt": …, "completion": …}'}</code>
            <span className="i3 block">fine-tuning learns from them</span>
          </span>
        </li>
        <li>
          <span className="grow">
            <Term word="Comparison">Comparisons</Term>:{" "}
            <code className="mono">{'{"prompt": …, "chosen": …, "rejected": …}'}</code>
            <span className="i3 block">a reward model learns from them</span>
          </span>
        </li>
      </ul>
    </Card>
  );
}
