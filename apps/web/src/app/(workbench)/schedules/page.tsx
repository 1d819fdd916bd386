import type { Metadata } from "next";
import { SchedulesScreen } from "../../../schedules/schedules-screen";

export const metadata: Metadata = { title: "Schedules" };

export default function SchedulesPage() {
  return <SchedulesScreen />;
}
