import pg from 'pg';

/** Asks a database that is not there. */
export async function GET() {
  const failed = await new pg.Client('postgres://127.0.0.1:9/shop').connect().catch((error) => error.code);
  return Response.json({ failed });
}
