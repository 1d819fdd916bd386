import { serverApi } from "../../../../server-api";

export const dynamic = "force-dynamic";
const handler = async (request: Request): Promise<Response> => (await serverApi()).files(request);
export { handler as GET, handler as POST };
