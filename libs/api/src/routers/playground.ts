import {
  cancelSample,
  expireSamples,
  readSample,
  requestSample,
  SAMPLE_CHANGED,
  SampleSettings,
  type Db,
} from "@rlhf/db";
import { allIn, onNotify } from "@rlhf/db/workbench";
import { Message } from "@rlhf/domain";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { alarm } from "../alarm";
import { notFound } from "../api-errors";
import { memberProcedure, router } from "../procedures";
import { streamOf } from "../tracked-stream";

const ANSWER_SECONDS = 30;
const POLL_MS = 1_000;

const TopToken = z.strictObject({
  tokenId: z.int(),
  text: z.string(),
  /** nats, at the request's temperature and before top-k and top-p */
  logp: z.number(),
  refLogp: z.number().nullable(),
});
const SampledToken = TopToken.extend({ position: z.int(), top: z.array(TopToken) });
const SampleNotice = z.strictObject({
  status: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  reason: z.string().nullable(),
  /** Tokens that are new since the last notice. */
  tokens: z.array(SampledToken),
});

export const playgroundRouter = router({
  /** Asks one or two policies for an answer; the worker writes them. */
  ask: memberProcedure
    .input(
      z.strictObject({
        projectId: z.uuid(),
        policyVersionIds: z.array(z.uuid()).min(1).max(2),
        referenceVersionId: z.uuid().nullish(),
        messages: z
          .array(Message.extend({ content: z.string().max(20_000) }))
          .min(1)
          .max(50),
        sampling: SampleSettings,
        /** Goes on from these tokens of an earlier answer. */
        prefixTokenIds: z.array(z.int().min(0)).max(4_096).default([]),
        topTokens: z.int().min(0).max(50).default(8),
      }),
    )
    .output(z.strictObject({ requestIds: z.array(z.uuid()) }))
    .mutation(async ({ ctx, input: { policyVersionIds, projectId: _, referenceVersionId = null, ...request } }) => {
      const ids = [...policyVersionIds, ...(referenceVersionId === null ? [] : [referenceVersionId])];
      if (!(await allIn(ctx.db, ctx.projectId, { kind: "policyVersion", ids }))) throw notFound();
      const whose = { projectId: ctx.projectId, userId: ctx.actor.userId, seconds: ANSWER_SECONDS };
      const asked = policyVersionIds.map((policyVersionId) =>
        requestSample(ctx.db, { ...request, ...whose, policyVersionId, referenceVersionId }),
      );
      return { requestIds: await Promise.all(asked) };
    }),

  /** An answer as it is written, token by token, until it ends. */
  answer: memberProcedure
    .input(
      z.strictObject({
        requestId: z.uuid(),
        lastEventId: z
          .string()
          .regex(/^\d{1,9}$/)
          .nullish(),
      }),
    )
    .output(streamOf(SampleNotice))
    .subscription(async function* ({ ctx, input, signal }) {
      yield* followAnswer(ctx.db, { requestId: input.requestId, from: Number(input.lastEventId ?? 0) }, signal);
    }),

  cancel: memberProcedure
    .input(z.strictObject({ requestId: z.uuid() }))
    .output(z.strictObject({ done: z.boolean() }))
    .mutation(async ({ ctx, input }) => {
      await cancelSample(ctx.db, input.requestId);
      return { done: true };
    }),
});

/** Ids are the number of tokens seen so far, so that a reconnect asks for the rest alone. */
async function* followAnswer(db: Db, at: { requestId: string; from: number }, signal: AbortSignal | undefined) {
  const wake = alarm();
  const stop = onNotify(db, SAMPLE_CHANGED, (payload) => payload === at.requestId && wake.ring());
  signal?.addEventListener("abort", wake.ring);
  const late = Date.now() + 1_000 * ANSWER_SECONDS;
  let seen = at.from;
  let said = "";
  try {
    while (!signal?.aborted) {
      const { status, reason, tokens } = await readSample(db, at.requestId, seen);
      seen += tokens.length;
      if (tokens.length > 0 || status !== said) yield tracked(String(seen), { status, reason, tokens });
      said = status;
      if (status !== "queued" && status !== "running") return;
      await wake.wait(POLL_MS);
      if (Date.now() > late) await expireSamples(db); // workers do so, too; but perhaps there is none
    }
  } finally {
    stop();
    signal?.removeEventListener("abort", wake.ring);
  }
}
