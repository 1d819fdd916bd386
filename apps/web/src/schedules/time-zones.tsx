"use client";

const ZONES = (): string[] => Intl.supportedValuesOf("timeZone");

/** Every time zone that the browser knows, the viewer's own and UTC first. */
export function TimeZones({ value, own, onChange }: { value: string; own: string; onChange(zone: string): void }) {
  const first = [...new Set([value, own, "UTC"])];
  const others = ZONES().filter((zone) => !first.includes(zone));
  return (
    <select className="input" aria-label="Time zone" value={value} onChange={(e) => onChange(e.target.value)}>
      {[...first, ...others].map((zone) => (
        <option key={zone} value={zone}>
          {zone}
        </option>
      ))}
    </select>
  );
}
