import { ImportReport, Refusal } from "./import-report";

type Sending = {
  query: Readonly<Record<string, string>>;
  file: File;
  /** From 0 to 1; the server reads rows while they come, so what was sent was read. */
  onProgress(share: number): void;
  signal: AbortSignal;
};

/**
 * Sends a file to the import. XMLHttpRequest, because fetch does not tell how much was sent.
 * @throws Error with the server's words, or that the connection was cut.
 */
export function sendFile({ query, file, onProgress, signal }: Sending): Promise<ImportReport> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/files/import?${new URLSearchParams({ ...query, file: file.name })}`);
    request.responseType = "text";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 1);
    request.onload = () => {
      try {
        resolve(reportOf(request.status, request.responseText));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    request.onerror = () =>
      reject(new Error("The connection was cut. Rows that were read are not kept; send it again."));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function reportOf(status: number, text: string): ImportReport {
  const body: unknown = JSON.parse(text || "null");
  if (status === 200) return ImportReport.parse(body);
  const refused = Refusal.safeParse(body);
  throw new Error(refused.success ? refused.data.error.message : `the server answered ${status}`);
}
