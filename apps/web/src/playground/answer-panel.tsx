"use client";
import { Button, Card, figure, StateIcon, TokenPicker } from "@rlhf/ui";
import { useNow } from "../shell/use-now";
import { allTokens, isOver, klOf, tokensPerSecond, type Answer } from "./answer-state";
import { answerWords, endWords, tokenWords } from "./answer-words";
import { colorValue, type ColorBy } from "./color-by";

type Props = {
  side: "a" | "b";
  name: string;
  answer: Answer;
  /** "branch 2 of 3", where there are several. */
  branch: string | null;
  colorBy: ColorBy;
  limit: number;
  maxNewTokens: number;
  at: number | null;
  onPick(at: number): void;
  onCancel(): void;
};

/** One policy's answer, token by token as it comes; each token opens its place. */
export function AnswerPanel(props: Props) {
  const { side, name, answer, branch, colorBy, limit, maxNewTokens, at, onPick, onCancel } = props;
  const now = useNow();
  const tokens = allTokens(answer);
  const { text, level } = answerWords(answer, now.getTime());
  const [kl, speed] = [klOf(answer), tokensPerSecond(answer)];
  return (
    <Card
      className={`gen ${side}`}
      label={`Answer ${side.toUpperCase()}`}
      icon={<span className={`letter ${side}`}>{side.toUpperCase()}</span>}
      title={name}
      note={branch}
      actions={
        !isOver(answer) && (
          <Button size="xs" hint="Esc" onClick={onCancel}>
            Cancel
          </Button>
        )
      }
      footer={
        <>
          <span>
            <b className="b5 i2">{tokens.length}</b> tokens, {endWords(answer, maxNewTokens)}
          </span>
          {kl !== null && (
            <span>
              KL <b className="b5 i2">{figure(kl)}</b> nats
            </span>
          )}
          {speed !== null && <span className="end">{figure(speed)} tokens/s seen here</span>}
        </>
      }
    >
      <TokenPicker
        label={`Tokens of answer ${side.toUpperCase()}`}
        tokens={tokens.map((token, i) => ({
          text: token.text,
          value: colorValue(token, colorBy),
          about: tokenWords(answer, i),
          dim: i < answer.prefix.length - 1,
        }))}
        limit={limit}
        at={at}
        onPick={onPick}
      />
      {(level !== "quiet" || tokens.length === 0) && (
        <p className={`row px-4 pb-3 t13 ${level === "fail" ? "text-fail" : "i2"}`} role="status">
          {level !== "quiet" && <StateIcon state={level === "fail" ? "fail" : "warn"} />}
          {text}
        </p>
      )}
    </Card>
  );
}
