import { NextResponse, type NextRequest } from "next/server";
import { isDevelopment } from "./env";
import { securityHeaders } from "./security-headers";

/** Gives each page a nonce of its own and the headers of reliability.md S8. Who may see what is decided by the API. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const { protocol } = request.nextUrl;
  const headers = securityHeaders({
    nonce,
    secure: protocol === "https:",
    development: isDevelopment,
  });
  const forwarded = new Headers(request.headers);
  forwarded.set("content-security-policy", headers["content-security-policy"]);
  forwarded.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers: forwarded } });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

// not /api/files: what passes here is held in memory up to a limit and cut behind it, and files are larger than that
export const config = { matcher: [{ source: "/((?!_next/static|_next/image|favicon.ico|api/files).*)" }] };
