/** What Prisma's client does for a query: it calls the helper that its instrumentation left in the process. */

const { helper } = globalThis.PRISMA_INSTRUMENTATION;
const query = () => helper.runInChildSpan('db_query', async () => 1);
helper.runInChildSpan({ name: 'operation', attributes: { method: 'findMany' } }, query);
