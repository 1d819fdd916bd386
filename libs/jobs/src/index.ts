export { fireDueSchedules, runNow, type Fired } from "./fire-schedules";
export { fromTemplate, type ScheduledJob } from "./job-template";
export { openRunQueue, type RunQueue, type WakeUp } from "./run-queue";
export { clockChanges } from "./clock-changes";
export { createSchedule, editSchedule, pauseSchedule, resumeSchedule, type ScheduleInput } from "./schedules";
export { nextFires, type Rhythm } from "./ticks";
