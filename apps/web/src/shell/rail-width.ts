/** Narrow: icons only. Until somebody chooses, the window's width decides (layouts.css). */
export function switchRail(): void {
  const root = document.documentElement;
  const narrow = root.dataset.rail ? root.dataset.rail === "narrow" : innerWidth < 1400;
  root.dataset.rail = narrow ? "wide" : "narrow";
  localStorage.setItem("rail", root.dataset.rail);
}
