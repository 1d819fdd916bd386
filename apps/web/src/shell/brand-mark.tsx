/** The sign of the product: answer A beside answer B. */
export function BrandMark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="2" y="4" width="7" height="12" rx="2" fill="var(--a)" />
      <rect x="11" y="4" width="7" height="12" rx="2" fill="var(--b)" />
    </svg>
  );
}
