import type { Metadata } from "next";
import { NewScheduleScreen } from "../../../../schedules/new-schedule-screen";

export const metadata: Metadata = { title: "New schedule" };

export default function NewSchedulePage() {
  return <NewScheduleScreen />;
}
