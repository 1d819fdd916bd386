"use client";
import { Command } from "cmdk";

export type CommandItem = { group: string; id: string; text: string; hint?: string; run(): void };

type Props = {
  open: boolean;
  onClose(): void;
  /** What fits the words typed; the caller filters. */
  items: readonly CommandItem[];
  typed: string;
  onType(text: string): void;
  placeholder: string;
  /** One line under the list: that more is looked for, or why less was found. */
  state: string | null;
};

/** Finds pages, things and actions by typing; the caller opens and closes it. */
export function CommandMenu({ open, onClose, items, typed, onType, placeholder, state }: Props) {
  const groups = [...new Set(items.map((item) => item.group))];
  const choose = (item: CommandItem) => {
    onClose();
    item.run();
  };
  return (
    <Command.Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      label={placeholder}
      shouldFilter={false}
      overlayClassName="overlay"
      contentClassName="dialog command"
    >
      <Command.Input className="command-input" placeholder={placeholder} value={typed} onValueChange={onType} />
      <Command.List className="command-list">
        {items.length === 0 && state === null && <p className="blank">Nothing has this name.</p>}
        {groups.map((group) => (
          <Command.Group key={group} heading={group}>
            {items
              .filter((item) => item.group === group)
              .map((item) => (
                <Command.Item key={item.id} value={`${group} ${item.id}`} onSelect={() => choose(item)}>
                  <span className="truncate">{item.text}</span>
                  {item.hint && <kbd className="end">{item.hint}</kbd>}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
      <p className="command-state" role="status">
        {state}
      </p>
    </Command.Dialog>
  );
}
