'use strict';
// The one file behind `--require @waymark/node/register` and `--import @waymark/node/register`.
// It parses on Node 10, says why it does nothing where it cannot work, and loads the rest where it can.

/** True on the thread of `module.register`, which runs --require as well and has no application in it. */
function onLoaderThread() {
  return process.chdir.disabled === true && require('node:worker_threads').isInternalThread === true;
}

/** By name, wherever it lies: `npm start` runs npm under NODE_OPTIONS before it runs the application. */
const PACKAGE_MANAGER = /(^|[\\/])(npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(-cli)?(-\d[\w.-]*)?(\.[cm]?js)?$/;

/** As a command in a folder of commands: an application may well be called webpack.js, or lie in a folder `nest`. */
const TOOL_COMMAND =
  /[\\/]\.?bin[\\/](tsx|nest|pm2|pm2-(dev|docker|runtime)|nodemon|vitest|tsc|eslint|prettier|esbuild|rollup|rolldown|webpack|cross-env|concurrently|waymark)$/;

/** As a file of its package, which is how Windows starts commands and tools their helpers. Not those that hold the application. */
const TOOL_FILE =
  /[\\/]node_modules[\\/](tsx|@nestjs[\\/]cli|pm2(?![\\/]lib[\\/]ProcessContainer)|nodemon|vitest(?![\\/]dist[\\/]workers)|typescript|eslint|prettier|esbuild|rollup|rolldown|webpack|webpack-cli|cross-env|concurrently|@waymark)[\\/]/;

/** How the names begin that {@link PACKAGE_MANAGER} knows. */
const MANAGERS = ['np', 'pnp', 'yarn', 'corepack'];

/**
 * Whatever runs, builds or checks an application, and is nobody's service itself. Each expression costs 0.1 ms to compile, so
 * that it is asked only where the path has what it asks for.
 */
function isTool(script) {
  const name = script.slice(Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1);
  if (MANAGERS.some((start) => name.startsWith(start)) && PACKAGE_MANAGER.test(script)) return true;
  if (script.includes('bin') && TOOL_COMMAND.test(script)) return true;
  if (script.includes('node_modules') && TOOL_FILE.test(script)) return true;
  return buildsNext(script, name) || isTestRunner(process.execArgv.join(' '));
}

/** `next build`, its workers, and `next dev`, which serves from a process of its own; `next start` is the application. */
function buildsNext(script, name) {
  if (process.env.NEXT_PHASE === 'phase-production-build') return true;
  return name === 'next' && /[\\/]\.?bin[\\/]next$/.test(script) && process.argv[2] !== 'start';
}

/** `node --test` runs each file in a process of its own, unless it is told not to. */
function isTestRunner(flags) {
  if (!flags.includes('--test')) return false;
  return /(^| )--test( |$)/.test(flags) && !/--(experimental-)?test-isolation[= ]none/.test(flags);
}

/** With `-e` and `-p` the first argument is the program's own. */
function mainScript() {
  return process._eval === undefined ? process.argv[1] : undefined;
}

/** As in report.ts, which tells why; here too, since a Node that is too old cannot load that one. */
function isMainProcess() {
  const env = process.env;
  if (process.chdir.disabled === true || env.NODE_TEST_CONTEXT !== undefined) return false;
  return process.send === undefined || env.WATCH_REPORT_DEPENDENCIES !== undefined || env.pm_id !== undefined;
}

/** One sentence, with the consequence. */
function reasonNotToStart() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 22 || major === 23 || (major === 22 && minor < 15)) {
    return `this is Node ${process.versions.node}, and Waymark needs 22.15 or later, or 24 or later; the application runs untraced`;
  }
  if ((process.env.OTEL_SDK_DISABLED || '').trim().toLowerCase() === 'true') {
    return 'OTEL_SDK_DISABLED=true; the application runs untraced';
  }
  return undefined;
}

function start() {
  if (onLoaderThread() || isTool(mainScript() || '')) return;
  const reason = reasonNotToStart();
  if (reason === undefined) require('./main.cjs').register();
  else if (isMainProcess()) process.stderr.write(`waymark: ${reason}\n`);
}

start();
