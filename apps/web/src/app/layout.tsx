import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import "./globals.css";

export const metadata: Metadata = { title: { default: "Workbench", template: "%s · Workbench" } };
export const viewport: Viewport = { width: "device-width", initialScale: 1 };

// before the first paint, so that a chosen theme or rail never flashes; the nonce is for the style that a dialog adds to stop scrolling
const setup = (nonce: string) =>
  `window.__webpack_nonce__=${JSON.stringify(nonce)};try{const t=localStorage.getItem("theme");if(t==="dark"||t==="light")document.documentElement.dataset.theme=t;const r=localStorage.getItem("rail");if(r==="narrow"||r==="wide")document.documentElement.dataset.rail=r}catch{}`;

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <script nonce={nonce} dangerouslySetInnerHTML={{ __html: setup(nonce ?? "") }} suppressHydrationWarning />
      </head>
      <body>{children}</body>
    </html>
  );
}
