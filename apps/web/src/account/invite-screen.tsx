"use client";
import { Skeleton, StateIcon } from "@rlhf/ui";
import { useEffect, useRef, useState } from "react";
import { z } from "zod";
import { BrandMark } from "../shell/brand-mark";
import { InviteForm } from "./invite-form";
import { JoinForm } from "./join-form";
import { askAuth } from "./post-auth";

const Offer = z.object({ projectName: z.string(), role: z.string(), email: z.string().nullable() });
export type InviteOffer = z.infer<typeof Offer> & { token: string };

/** What the invite is for, then a name and a password; or one button for somebody who is signed in. */
export function InviteScreen({ token, me }: { token: string | null; me: { name: string; email: string } | null }) {
  const [offer, setOffer] = useState<InviteOffer | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    const given = token ?? new URLSearchParams(location.hash.slice(1)).get("token");
    history.replaceState(null, "", "/invite"); // the secret must not stay in the address
    void readOffer(given).then((read) => ("wrong" in read ? setWrong(read.wrong) : setOffer(read.data)));
  }, [token]);
  return (
    <main className="flex min-h-screen items-center justify-center p-4">
      <div className="card flex w-full max-w-90 flex-col gap-4 p-6">
        <div className="row b6">
          <BrandMark /> Workbench
        </div>
        {!offer && !wrong && <Skeleton lines={4} />}
        {wrong && (
          <>
            <h1>No invite here</h1>
            <p className="row t13" role="alert">
              <StateIcon state="fail" /> {wrong}
            </p>
            <p className="t13 i2">
              Ask whoever sent the link for a new one. If you have an account,{" "}
              <a className="num" href="/sign-in">
                sign in
              </a>
              .
            </p>
          </>
        )}
        {offer && (
          <>
            <h1 className="whitespace-normal">Join {offer.projectName}</h1>
            <p className="t13 i2">
              You are invited as <b className="b5">{offer.role}</b>.
            </p>
            {me ? <JoinForm offer={offer} me={me} /> : <InviteForm offer={offer} />}
          </>
        )}
      </div>
    </main>
  );
}

async function readOffer(token: string | null): Promise<{ data: InviteOffer } | { wrong: string }> {
  if (!token) return { wrong: "The link is not whole: its secret after the # is missing." };
  const read = await askAuth("/invite/offer", { token }, Offer);
  return "wrong" in read ? read : { data: { ...read.data, token } };
}
