/**
 * The viewer from its sources: serve until a signal, or print one trace of a file. Users have `waymark view` for the first.
 * An entry file: reads arguments, prints, and leaves the rest to its neighbours.
 */

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openStore, startViewer } from './start-viewer.ts';
import { printTrace } from './terminal/trace-text.ts';

const HELP = `Waymark viewer: receives OTLP traces and logs, and shows them.

  main.ts [--port PORT] [--db FILE]     receive on 127.0.0.1, and serve the page to look at
  main.ts show ID --db FILE             print one trace, by trace id, span id or request id

  --port PORT   port to listen on; 0 takes a free one (default 4318, or the next that is free)
  --db FILE     keep the data in this file (default: in memory, gone at exit)
  --help        this text
`;

try {
  await main();
} catch (error) {
  console.error(`waymark viewer: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      db: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [command, id] = positionals;
  if (values.help) console.log(HELP);
  else if (command === undefined) await serve(values.port, values.db);
  else if (command === 'show' && id !== undefined && values.db !== undefined) await show(id, values.db);
  else throw new Error(`"${positionals.join(' ')}" is not understood\n\n${HELP}`);
}

async function serve(port: string | undefined, path: string | undefined): Promise<void> {
  const viewer = await startViewer({
    ...(port === undefined ? {} : { port: portOf(port) }),
    ...(path === undefined ? {} : { path }),
  });
  for (const notice of viewer.notices) console.log(`waymark viewer: ${notice}`);
  console.log(`waymark viewer: receives OTLP at ${viewer.url}; open ${viewer.pageUrl} to look`);
  const end = () => void viewer.close();
  process.once('SIGINT', end).once('SIGTERM', end);
}

async function show(id: string, path: string): Promise<void> {
  if (!existsSync(path)) throw new Error(`there is no file "${path}"`);
  const store = await openStore({ path, readOnly: true });
  const trace = await store.trace(id);
  await store.close();
  if (!trace) throw new Error(`nothing in "${path}" has the trace id, span id or request id "${id}"`);
  console.log(printTrace(trace, { width: process.stdout.columns ?? 110 }));
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65536 && text !== '') return port;
  throw new Error(`--port "${text}" is not a port number from 0 to 65535`);
}
