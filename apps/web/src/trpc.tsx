"use client";
import type { AppRouter } from "@rlhf/api";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { useState, type ReactNode } from "react";
import superjson from "superjson";

const URL_OF_API = "/api/trpc";
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const newClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === "subscription",
        true: httpSubscriptionLink({ url: URL_OF_API, transformer: superjson }),
        false: splitLink({
          // a batch is as slow as its slowest: the fits behind a comparison answer one by one
          condition: (op) => op.path.startsWith("compare."),
          true: httpLink({ url: URL_OF_API, transformer: superjson }),
          false: httpBatchLink({ url: URL_OF_API, transformer: superjson, maxItems: 20 }),
        }),
      }),
    ],
  });
export type ApiClient = ReturnType<typeof newClient>;

/** Queries keep old data on screen while new ones come. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 2_000, retry: 1 } } }),
  );
  const [trpcClient] = useState(newClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
