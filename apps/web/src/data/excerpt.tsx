/** A long text in three lines; all of it on hover, and for screen readers. */
export const Excerpt = ({ text }: { text: string }) => (
  <span className="excerpt" title={text.length > 120 ? text : undefined}>
    {text}
  </span>
);
