import Link from "next/link";
import { originOf, type Snapshot } from "./origin";

/** What a snapshot was made from, as a link where there is a page of it. */
export function OriginLink({ of }: { of: Pick<Snapshot, "kind" | "query"> }) {
  const { words, href } = originOf(of);
  if (href === null) return words;
  return (
    <Link className="num" href={href}>
      {words}
    </Link>
  );
}
