import { serverApi } from "../../../server-api";

export const dynamic = "force-dynamic";

/** Whether this server answers and reaches its database; for supervisors. */
export async function GET(): Promise<Response> {
  try {
    await serverApi();
    return Response.json({ ok: true });
  } catch {
    return Response.json({ ok: false }, { status: 503, headers: { "retry-after": "2" } });
  }
}
