'use strict';
// The one file behind `--require @waymark/node/register` and `--import @waymark/node/register`.
// It parses on Node 10, says why it does nothing where it cannot work, and loads the rest where it can.

/** True on the thread of `module.register`, which runs --require as well and has no application in it. */
function onLoaderThread() {
  return process.chdir.disabled === true && require('node:worker_threads').isInternalThread === true;
}

/** `npm start` runs npm under NODE_OPTIONS before it runs the application: a package manager is nobody's service. */
function isPackageManager(script) {
  return /(^|[\\/])(npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(-cli)?(-\d[\w.-]*)?(\.[cm]?js)?$/.test(
    script || '',
  );
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
  if (/^\s*true\s*$/i.test(process.env.OTEL_SDK_DISABLED || '')) {
    return 'OTEL_SDK_DISABLED=true; the application runs untraced';
  }
  return undefined;
}

function start() {
  if (onLoaderThread() || isPackageManager(mainScript())) return;
  const reason = reasonNotToStart();
  if (reason === undefined) require('./main.cjs').register();
  else if (isMainProcess()) process.stderr.write(`waymark: ${reason}\n`);
}

start();
