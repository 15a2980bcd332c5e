// Each request makes one query with `pg`, from a pool, to the PostgreSQL whose URL is the argument.

const http = require('node:http');
const { Pool } = require('pg');
const serve = require('./control/serve.cjs');

const pool = new Pool({ connectionString: process.argv[2], max: 10 });

serve(
  http.createServer(async (request, response) => {
    try {
      const { rows } = await pool.query('SELECT $1::text AS id, now() AS at', [request.url]);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(rows[0]));
    } catch {
      response.statusCode = 502;
      response.end();
    }
  }),
);
