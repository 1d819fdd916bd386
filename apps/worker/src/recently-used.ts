/** Keeps the `size` most recently used things open. */
export function recentlyUsed<T>(
  size: number,
  { open, close }: { open: (key: string) => Promise<T>; close: (thing: T) => void },
): { get(key: string): Promise<T>; clear(): void } {
  const things = new Map<string, T>();
  const shut = (key: string) => {
    const thing = things.get(key);
    things.delete(key);
    if (thing !== undefined) close(thing);
  };
  return {
    get: async (key) => {
      const thing = things.get(key) ?? (await open(key));
      things.delete(key);
      things.set(key, thing); // the newest is last
      const [oldest] = things.keys();
      if (things.size > size && oldest !== undefined) shut(oldest);
      return thing;
    },
    clear: () => [...things.keys()].forEach(shut),
  };
}
