"use client";
import { useEffect, useRef, useState, type ReactNode, type RefObject } from "react";

/** An SVG as wide as its box; `alt` tells a screen reader what the picture shows. */
export function SizedSvg(props: {
  height: number;
  alt: string;
  boxRef?: RefObject<HTMLDivElement | null>;
  /** Its marks are links: then a screen reader reads them one by one, not as one picture. */
  linked?: boolean;
  children(width: number): ReactNode;
}) {
  const own = useRef<HTMLDivElement>(null);
  const box = props.boxRef ?? own;
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const node = box.current;
    if (!node) return;
    const watch = new ResizeObserver(() => setWidth(node.clientWidth));
    watch.observe(node);
    return () => watch.disconnect();
  }, [box]);
  return (
    <div className="chart" ref={box} style={{ minHeight: props.height }}>
      {width > 0 && (
        <svg
          viewBox={`0 0 ${width} ${props.height}`}
          height={props.height}
          role={props.linked ? "group" : "img"}
          aria-label={props.alt}
        >
          {props.children(width)}
        </svg>
      )}
    </div>
  );
}
