"use client";
import { count } from "@rlhf/ui";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { policyName } from "../policies/policy-name";
import { JUDGES, withChoice, type ComparedPair } from "./compared-pair";
import type { PolicyOption } from "./use-compared";

/** Which two policies are compared, and whose judgments count; the choice stands in the address. */
export function PairPickers({ pair, policies }: { pair: ComparedPair; policies: readonly PolicyOption[] }) {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams().toString();
  const choose = (choice: Parameters<typeof withChoice>[1]) => router.replace(`${path}${withChoice(search, choice)}`);
  const both = { candidate: pair.candidateId, baseline: pair.baselineId };
  return (
    <>
      <Picker
        letter="a"
        label="Policy A"
        {...{ policies }}
        value={pair.candidateId}
        taken={pair.baselineId}
        onChange={(candidate) => choose({ ...both, candidate })}
      />
      <span className="i3 t13">against</span>
      <Picker
        letter="b"
        label="Policy B"
        {...{ policies }}
        value={pair.baselineId}
        taken={pair.candidateId}
        onChange={(baseline) => choose({ ...both, baseline })}
      />
      <label className="row t13">
        <span className="i3">judged by</span>
        <select
          className="input w-auto"
          value={pair.judgeKind ?? ""}
          onChange={(event) => choose({ ...both, judge: event.target.value || null })}
        >
          <option value="">everyone</option>
          {JUDGES.map(({ kind, word }) => (
            <option key={kind} value={kind}>
              {word}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

type Picked = {
  letter: "a" | "b";
  label: string;
  policies: readonly PolicyOption[];
  value: string;
  taken: string;
  onChange(id: string): void;
};

function Picker({ letter, label, policies, value, taken, onChange }: Picked) {
  const names = [...new Set(policies.map((policy) => policy.name))];
  return (
    <label className="row">
      <span className={`letter ${letter}`} aria-hidden="true">
        {letter.toUpperCase()}
      </span>
      <span className="sr">{label}</span>
      <select className="input w-auto max-w-36" value={value} onChange={(event) => onChange(event.target.value)}>
        {names.map((name) => (
          <optgroup key={name} label={name}>
            {policies
              .filter((policy) => policy.name === name)
              .map((policy) => (
                <option key={policy.id} value={policy.id} disabled={policy.id === taken}>
                  {policyName(policy)}
                  {policy.step !== null && ` · step ${count(policy.step)}`} · n {count(policy.judgments)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
