/** Ports for servers that cannot listen on port 0 and say which one they got. */
import { createServer } from 'node:net';

/** `count` different ports that were free on loopback a moment ago. */
export async function freePorts(count) {
  // All are held at once, so that the system does not hand out the same one twice.
  const held = await Promise.all(Array.from({ length: count }, () => listen(0)));
  return Promise.all(held.map(release));
}

/**
 * Calls `start(ports)` with free ports, and with other ones when it rejects: between our looking and the
 * server's listening, another process may have taken one. The last rejection is passed on.
 */
export async function onFreePorts(count, start, attempts = 3) {
  const ports = await freePorts(count);
  try {
    return await start(ports);
  } catch (error) {
    if (attempts === 1 || !/address already in use|EADDRINUSE/i.test(error.message)) throw error;
    return onFreePorts(count, start, attempts - 1);
  }
}

/** `wanted`, or the next port above it that is free on loopback. */
export async function freePortFrom(wanted) {
  for (let port = wanted; port < wanted + 100; port++) {
    try {
      return await release(await listen(port));
    } catch (error) {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    }
  }
  throw new Error(`no free port between ${wanted} and ${wanted + 99}`);
}

/** The same for each of `wanted`, and never one that was given before: its server may not listen yet. */
export async function freePortsFrom(wanted) {
  const ports = [];
  for (const port of wanted) ports.push(await notGivenFrom(port));
  return ports;
}

const given = new Set();

async function notGivenFrom(wanted) {
  const port = await freePortFrom(wanted);
  if (given.has(port)) return notGivenFrom(port + 1);
  given.add(port);
  return port;
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function release(server) {
  const { port } = server.address();
  return new Promise((resolve) => server.close(() => resolve(port)));
}
