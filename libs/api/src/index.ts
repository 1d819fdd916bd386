import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "./app-router";

export type { AppRouter } from "./app-router";
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;
export { createApi, TRPC_PATH, type Api, type ApiOptions } from "./serve";
export { openApi } from "./open-api";
export type { Actor, LogEntry } from "./context";
export { ACCESS, SCOPES, type Rule, type Scope } from "./access";
