import { router } from "./procedures";
import { homeRouter } from "./routers/home";
import { labelRouter } from "./routers/label";
import { projectsRouter } from "./routers/projects";
import { runsRouter } from "./routers/runs";

export const appRouter = router({
  projects: projectsRouter,
  label: labelRouter,
  home: homeRouter,
  runs: runsRouter,
});
export type AppRouter = typeof appRouter;
