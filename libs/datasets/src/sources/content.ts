import { z } from "zod";

const Message = z.object({ role: z.enum(["system", "user", "assistant", "tool"]), content: z.string() });

/** A text, or a conversation: TRL's "standard" and "conversational" forms. */
export const Content = z.union([z.string(), z.array(Message).min(1)], {
  error: "expected a text or a list of { role, content } messages",
});
export type Message = z.infer<typeof Message>;
export type Content = z.infer<typeof Content>;

const HEADERS: Record<Message["role"], string> = {
  system: "\n\nSystem:",
  user: "\n\nHuman:",
  assistant: "\n\nAssistant:",
  tool: "\n\nTool:",
};
const turn = ({ role, content }: Message) => `${HEADERS[role]} ${content}`;

/** A prompt as the text a model continues; a conversation in HH-RLHF's form, up to where the assistant speaks. */
export function promptText(prompt: Content): string {
  return typeof prompt === "string" ? prompt : prompt.map(turn).join("") + HEADERS.assistant;
}

/** A response as text; of a conversation the first header stands in the prompt already. */
export function responseText(response: Content): string {
  if (typeof response === "string") return response;
  const [first, ...rest] = response;
  return first === undefined ? "" : ` ${first.content}${rest.map(turn).join("")}`;
}
