const listening = new Map<symbol, string>();

/**
 * `<html data-keys>` names the keys that act now. A page is read before it listens, on a slow machine by seconds: whoever
 * drives it by keys (our own tests) waits for the key, not for a while. `keys` are apart by a space; the function returned
 * takes them out again.
 */
export function announceKeys(keys: string): () => void {
  const mine = Symbol();
  listening.set(mine, keys);
  show();
  return () => {
    listening.delete(mine);
    show();
  };
}

function show(): void {
  document.documentElement.dataset.keys = [...listening.values()].join(" ").trim();
}
