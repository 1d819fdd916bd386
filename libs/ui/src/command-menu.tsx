"use client";
import { Command } from "cmdk";

export type CommandItem = { group: string; text: string; hint?: string; run(): void };

/** Finds pages, runs and actions by typing. `items` are filtered here; the caller opens and closes it. */
export function CommandMenu({
  open,
  onClose,
  items,
}: {
  open: boolean;
  onClose(): void;
  items: readonly CommandItem[];
}) {
  const groups = [...new Set(items.map((item) => item.group))];
  const choose = (item: CommandItem) => {
    onClose();
    item.run();
  };
  return (
    <Command.Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      label="Find pages, runs and actions"
      overlayClassName="overlay"
      contentClassName="dialog command"
    >
      <Command.Input className="command-input" placeholder="Find pages, runs, actions" />
      <Command.List className="command-list">
        <Command.Empty className="blank">Nothing has this name.</Command.Empty>
        {groups.map((group) => (
          <Command.Group key={group} heading={group}>
            {items
              .filter((item) => item.group === group)
              .map((item) => (
                <Command.Item
                  key={`${group} ${item.text}`}
                  value={`${group} ${item.text}`}
                  onSelect={() => choose(item)}
                >
                  {item.text}
                  {item.hint && <kbd className="end">{item.hint}</kbd>}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}
