"use client";
import { Dialog, Toggle } from "@rlhf/ui";
import { usePathname } from "next/navigation";
import { usePreferences } from "../label/preferences";
import { pageKeys, type KeyLine } from "./page-keys";
import { pagesFor } from "./pages";

/** Every key of the page that is open, and those that work everywhere. */
export function KeyHelp({ role, onClose }: { role: string; onClose(): void }) {
  const [{ bareKeys }, prefer] = usePreferences();
  const here = pageKeys(usePathname());
  const everywhere: KeyLine[] = [
    ["Ctrl K", "Find pages, runs, policies, prompts, batches"],
    ["?", "This list"],
    ["Esc", "Close what is open"],
  ];
  const going = pagesFor(role).map(({ key, name }): KeyLine => [`G ${key}`, name]);
  return (
    <Dialog open onClose={onClose} title="Keys">
      <div className="flex flex-col gap-4">
        {here.length > 0 && <Keys title="On this page" keys={here} />}
        <Keys title="Everywhere" keys={everywhere} />
        <Keys title="Go to" keys={going} />
        <section className="border-t border-line pt-3">
          <Toggle label="Single keys act without Ctrl" on={bareKeys} onChange={(on) => prefer({ bareKeys: on })} />
        </section>
      </div>
    </Dialog>
  );
}

function Keys({ title, keys }: { title: string; keys: readonly KeyLine[] }) {
  return (
    <section>
      <h3 className="mb-1">{title}</h3>
      <dl className="t13 grid grid-cols-[112px_1fr] gap-y-1.5">
        {keys.map(([pressed, what]) => (
          <div key={pressed} className="contents">
            <dt>
              <kbd>{pressed}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
