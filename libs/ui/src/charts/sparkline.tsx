import { SizedSvg } from "./sized";
import { extent, linearScale, linePath } from "./scales";

/** A series without axes, as wide as its box; the last value is a dot. */
export function Sparkline({ values, alt, height = 36 }: { values: readonly number[]; alt: string; height?: number }) {
  return (
    <SizedSvg height={height} alt={alt}>
      {(width) => {
        const x = linearScale([0, Math.max(1, values.length - 1)], [2, width - 6]);
        const y = linearScale(extent(values), [height - 4, 4]);
        const last = values.at(-1);
        return (
          <>
            <path d={linePath(values.map((v, i) => [x(i), y(v)]))} fill="none" stroke="var(--a)" strokeWidth="1.5" />
            {last !== undefined && Number.isFinite(last) && (
              <circle cx={x(values.length - 1)} cy={y(last)} r="2.5" fill="var(--a)" />
            )}
          </>
        );
      }}
    </SizedSvg>
  );
}
