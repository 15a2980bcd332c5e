/**
 * A server for a test: on free ports of loopback, with a temporary directory that goes when it stops.
 * Plain JavaScript for Node 20.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '../../scripts/server-process.mjs';
import { freePortsFrom, onFreePorts } from './free-ports.mjs';

/**
 * Calls `launch({ directory, ports, run })` with `portCount` free ports. It starts processes with `run({ command,
 * args, env, cwd })` (what `startServerProcess` gives) and resolves when clients are welcome. The result has
 * `port` (the first one), `directory`, `output()` of the last process, its `pid` at the start and `stop()`. `from` are the
 * ports that a person expects, for as many as there are: the next free one is taken.
 */
export function startLocalServer(name, portCount, launch, from = []) {
  return onFreePorts(portCount, async (ports) => {
    const wanted = await freePortsFrom(from);
    return startOn(
      ports.map((port, index) => wanted[index] ?? port),
      name,
      launch,
    );
  });
}

async function startOn(ports, name, launch) {
  const directory = await mkdtemp(join(tmpdir(), `waymark-${name.toLowerCase()}-`));
  const processes = [];
  const removeNow = () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  const run = (options) => {
    const started = startServerProcess(name, { cwd: directory, ...options });
    // Listeners of 'exit' run in their order: the processes must be gone before their directory goes.
    if (processes.push(started) === 1) process.once('exit', removeNow);
    return started;
  };
  const stop = async () => {
    // Nobody needs the data any more, so there is nothing that an orderly shutdown could save.
    await Promise.all(processes.map((started) => started.stop('SIGKILL')));
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    process.removeListener('exit', removeNow);
  };
  try {
    const port = await launch({ directory, ports, run });
    const last = () => processes.at(-1);
    return { port: port ?? ports[0], directory, pid: last().pid, output: () => last().output(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whether somebody listens on `port` of loopback. */
export function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const say = (answer) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', say(true)).once('error', say(false));
  });
}

/** Whether this process is root's, so that a server has to be told that it may run as root, or as whom instead. */
export const isRoot = () => process.getuid?.() === 0;
