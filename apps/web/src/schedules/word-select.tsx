"use client";

/** A choice in the middle of a sentence; `words`: what stands there for each value, in order. */
export function WordSelect<T extends string>(props: {
  label: string;
  value: T;
  words: Readonly<Record<T, string>>;
  onChange(value: T): void;
}) {
  const { label, value, words, onChange } = props;
  const values = Object.keys(words).filter((key): key is T => key in words);
  return (
    <select
      className="input"
      aria-label={label}
      value={value}
      onChange={(e) => {
        const chosen = values.find((one) => one === e.target.value);
        if (chosen !== undefined) onChange(chosen);
      }}
    >
      {values.map((one) => (
        <option key={one} value={one}>
          {words[one]}
        </option>
      ))}
    </select>
  );
}
