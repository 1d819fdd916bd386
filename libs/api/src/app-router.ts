import { router } from "./procedures";
import { adminRouter } from "./routers/admin";
import { batchesRouter } from "./routers/batches";
import { compareRouter } from "./routers/compare";
import { dataRouter } from "./routers/data";
import { findRouter } from "./routers/find";
import { homeRouter } from "./routers/home";
import { labelRouter } from "./routers/label";
import { playgroundRouter } from "./routers/playground";
import { policiesRouter } from "./routers/policies";
import { projectsRouter } from "./routers/projects";
import { runsRouter } from "./routers/runs";
import { schedulesRouter } from "./routers/schedules";

export const appRouter = router({
  projects: projectsRouter,
  label: labelRouter,
  home: homeRouter,
  find: findRouter,
  runs: runsRouter,
  batches: batchesRouter,
  data: dataRouter,
  schedules: schedulesRouter,
  policies: policiesRouter,
  compare: compareRouter,
  playground: playgroundRouter,
  admin: adminRouter,
});
export type AppRouter = typeof appRouter;
