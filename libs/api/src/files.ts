import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { importedFiles } from "@rlhf/db/workbench";
import { z } from "zod";
import { ACCESS } from "./access";
import { asApiError, publicMessage } from "./api-errors";
import type { ApiContext } from "./context";
import { batchLines, snapshotLines } from "./export-stream";
import { IMPORT_KINDS, importFile, ImportReport, previewFile } from "./import-file";
import { importedText } from "./import-rows";
import { authorise, recordAudit } from "./procedures";

// Files go through plain requests, because they stream. The rules are those of the table, as for procedures.

const ImportQuery = z.strictObject({
  projectId: z.uuid(),
  /** `auto`: what the first row shows; for a preview alone, because an import says what it wants. */
  kind: z.enum([...IMPORT_KINDS, "auto"]),
  name: z.string().trim().min(1).max(120),
  file: z.string().max(200).default("upload"),
  preview: z.enum(["0", "1"]).default("0"),
});

/** `POST /api/files/import`, `GET /api/files/batch`, `GET /api/files/snapshot`. */
export async function serveFile(ctx: ApiContext, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const query = Object.fromEntries(url.searchParams);
  const route = `${request.method} ${url.pathname.split("/").at(-1)}`;
  try {
    if (route === "POST import") return Response.json(await receive(ctx, request, query));
    if (route === "GET batch")
      return await sendLines(ctx, { path: "files.exportBatch", query, lines: ({ db }, { id }) => batchLines(db, id) });
    if (route === "GET snapshot")
      return await sendLines(ctx, { path: "files.exportSnapshot", query, lines: rowsOfSnapshot });
    throw new TRPCError({ code: "NOT_FOUND", message: "expected import, batch or snapshot" });
  } catch (error) {
    return refusal(ctx, error, route);
  }
}

async function receive(ctx: ApiContext, request: Request, query: unknown): Promise<ImportReport> {
  const path = "files.import";
  const { actor, projectId } = await authorise(ctx, { path, input: query });
  const { kind, name, file, preview } = ImportQuery.parse(query);
  const upload = { name: file, bytes: bytesOf(request) };
  if (preview === "1") return ImportReport.parse(await previewFile(upload, kind));
  if (kind === "auto")
    throw new TRPCError({ code: "BAD_REQUEST", message: `kind: expected ${IMPORT_KINDS.join(", ")}` });
  const target = { projectId, kind, datasetName: name, createdBy: actor.userId };
  const report = await importFile(ctx, upload, target);
  await recordAudit({ ...ctx, actor }, { path, input: { projectId, kind, name, rows: report.rows }, projectId });
  return ImportReport.parse(report);
}

async function* bytesOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) yield part.value;
}

type Export = {
  path: string;
  query: Record<string, string>;
  lines: (ctx: ApiContext, of: { id: string; projectId: string }) => AsyncGenerator<string>;
};

async function sendLines(ctx: ApiContext, { path, query, lines }: Export): Promise<Response> {
  const { actor, projectId } = await authorise(ctx, { path, input: query });
  const id = query[ACCESS[path]?.of === "batch" ? "batchId" : "snapshotId"] ?? "";
  await recordAudit({ ...ctx, actor }, { path, input: query, projectId });
  const headers = {
    "content-type": "application/x-ndjson; charset=utf-8",
    "content-disposition": `attachment; filename="${id}.jsonl"`,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
  return new Response(streamOfLines(lines(ctx, { id, projectId })), { headers });
}

/** Judged pairs are written from their rows; a file's rows are the file that was kept. */
async function* rowsOfSnapshot(
  { db, artifacts }: ApiContext,
  { id, projectId }: { id: string; projectId: string },
): AsyncGenerator<string> {
  const [file] = await importedFiles(db, projectId, [id]);
  yield* file ? importedText(artifacts, file.sha256) : snapshotLines(db, id);
}

/** Lines are made as fast as they are taken: a slow reader holds no rows here. */
function streamOfLines(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await lines.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: () => void lines.return(undefined),
  });
}

function refusal(ctx: ApiContext, error: unknown, path: string): Response {
  const refused = asApiError(asTrpcError(error));
  if (refused.code === "INTERNAL_SERVER_ERROR")
    ctx.log({ level: "error", requestId: ctx.requestId, path, message: refused.message, error });
  const body = publicMessage(refused, ctx.requestId);
  return Response.json(
    { error: body },
    { status: getHTTPStatusCodeFromError(refused), headers: { "cache-control": "no-store" } },
  );
}

function asTrpcError(error: unknown): TRPCError {
  if (error instanceof TRPCError) return error;
  const code = error instanceof z.ZodError ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR";
  return new TRPCError({ code, message: "the file could not be served", cause: error });
}
