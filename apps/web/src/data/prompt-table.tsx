"use client";
import type { RouterOutputs } from "@rlhf/api";
import { CheckBox, count, Table, Term, type Column } from "@rlhf/ui";
import { Excerpt } from "./excerpt";
import { fieldText } from "./import-report";

type Prompt = RouterOutputs["data"]["prompts"]["prompts"][number];
type Chosen = ReadonlySet<string>;

/** Prompts in their order. With `onChoose` they can be ticked, all of a page at once too. */
export function PromptTable(props: {
  rows: readonly Prompt[];
  chosen: Chosen;
  onChoose: ((chosen: Chosen) => void) | null;
}) {
  const { rows, chosen, onChoose } = props;
  const columns: Column<Prompt>[] = [
    { key: "no", title: "No.", right: true, width: 56, cell: (p) => <span className="mono i3">{p.ordinal}</span> },
    { key: "text", title: <Term word="Prompt" />, cell: (p) => <Excerpt text={textOf(p)} /> },
    { key: "split", title: <Term word="Split" />, width: 72, cell: (p) => p.split },
    {
      key: "tags",
      title: <Term word="Tag">Tags</Term>,
      cell: (p) => (
        <span className="row g4 flex-wrap py-1">
          {p.tags.map((tag) => (
            <span key={tag} className="tag">
              {tag}
            </span>
          ))}
        </span>
      ),
    },
    { key: "answers", title: "Answers", right: true, width: 80, cell: (p) => count(p.answers) },
    {
      key: "judgments",
      title: <Term word="Judgment">Judgments</Term>,
      right: true,
      width: 96,
      cell: (p) => count(p.judgments),
    },
  ];
  if (onChoose) columns.unshift(tickColumn(rows, chosen, onChoose));
  return <Table label="Prompts" columns={columns} rows={rows} rowKey={(p) => p.id} />;
}

const textOf = ({ messages }: Prompt): string =>
  messages.length === 1 ? (messages[0]?.content ?? "") : fieldText(messages);

function tickColumn(rows: readonly Prompt[], chosen: Chosen, onChoose: (chosen: Chosen) => void): Column<Prompt> {
  const here = rows.filter(({ id }) => chosen.has(id)).length;
  const tick = (ids: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids)
      if (on) next.add(id);
      else next.delete(id);
    onChoose(next);
  };
  return {
    key: "tick",
    width: 40,
    title: (
      <CheckBox
        label="All prompts of this page"
        hideLabel
        checked={here === rows.length}
        some={here > 0 && here < rows.length}
        onChange={(on) =>
          tick(
            rows.map(({ id }) => id),
            on,
          )
        }
      />
    ),
    cell: (p) => (
      <CheckBox
        label={`Prompt ${p.ordinal}`}
        hideLabel
        checked={chosen.has(p.id)}
        onChange={(on) => tick([p.id], on)}
      />
    ),
  };
}
