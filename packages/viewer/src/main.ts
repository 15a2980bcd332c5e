/**
 * The viewer from a command line: serve until a signal, or print one trace of a file.
 * An entry file: reads arguments, prints, and leaves the rest to its neighbours.
 */

import { parseArgs } from 'node:util';
import { openStore } from './store.ts';
import { printTrace } from './trace-text.ts';
import { startViewer } from './viewer.ts';

const HELP = `Waymark viewer: receives OTLP traces and logs, and shows them.

  main.ts [--port 4318] [--db FILE]     receive on 127.0.0.1, and serve a page with the newest traces
  main.ts show ID --db FILE             print one trace, by trace id, span id or request id

  --port PORT   port to listen on; 0 takes a free one (default 4318)
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
      port: { type: 'string', default: '4318' },
      db: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [command, id] = positionals;
  if (values.help) console.log(HELP);
  else if (command === undefined) await serve(portOf(values.port), values.db);
  else if (command === 'show' && id !== undefined && values.db !== undefined) show(id, values.db);
  else throw new Error(`"${positionals.join(' ')}" is not understood\n\n${HELP}`);
}

async function serve(port: number, path: string | undefined): Promise<void> {
  const viewer = await startViewer(path === undefined ? { port } : { port, path });
  console.log(`waymark viewer: receives OTLP at ${viewer.url}; open the same address to look`);
  const end = () => void viewer.close();
  process.once('SIGINT', end).once('SIGTERM', end);
}

function show(id: string, path: string): void {
  const store = openStore({ path, readOnly: true });
  const trace = store.trace(id);
  store.close();
  if (!trace) throw new Error(`nothing in "${path}" has the trace id, span id or request id "${id}"`);
  console.log(printTrace(trace, { width: process.stdout.columns ?? 110 }));
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65536 && text !== '') return port;
  throw new Error(`--port "${text}" is not a port number from 0 to 65535`);
}
