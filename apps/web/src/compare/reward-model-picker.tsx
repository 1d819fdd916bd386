"use client";
import { usePathname, useRouter, useSearchParams } from "next/navigation";

type Option = { id: string; name: string; version: number };

/** Which reward model; the choice stands in the address. */
export function RewardModelPicker({ models, value }: { models: readonly Option[]; value: string }) {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams().toString();
  const choose = (id: string) => {
    const params = new URLSearchParams(search);
    params.set("reward", id);
    router.replace(`${path}?${params}`, { scroll: false });
  };
  return (
    <select
      className="input w-auto"
      aria-label="Reward model"
      value={value}
      onChange={(event) => choose(event.target.value)}
    >
      {models.map(({ id, name, version }) => (
        <option key={id} value={id}>
          {name} v{version}
        </option>
      ))}
    </select>
  );
}
