"use client";
import { useMemo } from "react";
import { wordDiff } from "./word-diff";

export default function MarkedDifferences({ text, other }: { text: string; other: string }) {
  const pieces = useMemo(() => wordDiff(text, other).left, [text, other]);
  return pieces.map((piece, i) => (piece.own ? <ins key={i}>{piece.text}</ins> : <span key={i}>{piece.text}</span>));
}
