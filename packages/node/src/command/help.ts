/** What `waymark --help` and `waymark --version` print. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** CommonJS's own: the build's output is CommonJS, in a folder of the package. */
declare const module: { readonly path: string };

export const HELP = `Usage: waymark view [options]
       waymark run [options] [node options] app.js [arguments]

  view   receives traces and logs, and shows them in a browser, until Ctrl-C
  run    runs app.js under Waymark with a viewer, and prints a link to each trace that fails;
         exit code and signals are those of app.js; where that ends by itself, on a terminal, the
         viewer stays until Ctrl-C

Options
  --db FILE            keep what arrives in FILE (default: in memory, gone at the end)
  --port PORT          for OTLP/HTTP, Zipkin and the page; 0 takes a free one
                       (default: 4318, or the next that is free)
  --grpc-port PORT     for OTLP/gRPC (default: 4317, or the next that is free)
  --max-size SIZE      the oldest data goes to stay below, as 500M or 2G (default: 1G; in memory 256M)
  --max-age TIME       older data goes, as 12h or 7d (default: none does by its age)
  --host ADDRESS       listen there, for others as well: a token is needed then, which the start prints
  --token-file FILE    holds that token, so that it stays the same
  --open               open the page in the browser
  --help, --version

Examples
  waymark view --db traces.db --open
  waymark view --db team.db --max-age 7d --host 0.0.0.0 --token-file token.txt
  waymark run server.js --verbose
  waymark run --port 5000 --inspect server.js
  node --require @waymark/node/register app.js     sends to the viewer on 4318 without being told
`;

export function ownVersion(): string {
  return JSON.parse(readFileSync(join(module.path, '../package.json'), 'utf8')).version;
}
