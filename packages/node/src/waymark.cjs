#!/usr/bin/env node
'use strict';
// The command `waymark`. As register.cjs it parses on Node 10, and says there what is wrong instead of a SyntaxError.

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || major === 23 || (major === 22 && minor < 15)) {
  const is = `this is Node ${process.versions.node}`;
  process.stderr.write(`waymark: ${is}, and Waymark needs 22.15 or later, or 24 or later\n`);
  process.exitCode = 1;
} else require('./command.cjs').run(process.argv.slice(2));
