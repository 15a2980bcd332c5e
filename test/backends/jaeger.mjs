/** A real Jaeger v2 on loopback, with the configuration that deploy/jaeger ships. */
import { fileURLToPath } from 'node:url';
import { startServerProcess } from '../../scripts/server-process.mjs';
import { onFreePorts } from './free-ports.mjs';
import { jaegerBinary } from './jaeger-binary.mjs';

const CONFIG = fileURLToPath(new URL('../../deploy/jaeger/jaeger.yaml', import.meta.url));

/**
 * Builds Jaeger if need be, starts it and resolves when it takes spans and answers queries.
 * `ports.otlp` and `ports.query` are free ones unless given, `config` is the file that we ship, and `env` what it reads
 * beside the ports. Rejects with `GoMissingError` where it cannot be built, and with Jaeger's own output where it does not
 * start; nothing is left running then.
 */
export async function startJaeger({ ports = {}, config = CONFIG, env = {}, log } = {}) {
  const binary = await jaegerBinary({ log });
  return onFreePorts(5, ([otlp, query, otlpGrpc, queryGrpc, health]) =>
    start(binary, { otlp, query, otlpGrpc, queryGrpc, health, ...ports }, config, env),
  );
}

async function start(binary, ports, config, env) {
  const server = startServerProcess('Jaeger', {
    command: binary,
    args: ['--config', config],
    env: { ...process.env, ...env, ...portVariables(ports), JAEGER_HOST: '127.0.0.1' },
  });
  try {
    await server.waitUntil(() => isReady(ports));
  } catch (error) {
    await server.stop('SIGKILL');
    throw error;
  }
  return {
    otlpUrl: `http://127.0.0.1:${ports.otlp}`,
    otlpGrpcUrl: `http://127.0.0.1:${ports.otlpGrpc}`,
    queryUrl: `http://127.0.0.1:${ports.query}`,
    pid: server.pid,
    output: server.output,
    exited: server.exited,
    stop: () => server.stop(),
  };
}

function portVariables({ otlp, query, otlpGrpc, queryGrpc, health }) {
  return {
    JAEGER_OTLP_HTTP_PORT: String(otlp),
    JAEGER_OTLP_GRPC_PORT: String(otlpGrpc),
    JAEGER_QUERY_HTTP_PORT: String(query),
    JAEGER_QUERY_GRPC_PORT: String(queryGrpc),
    JAEGER_HEALTH_PORT: String(health),
  };
}

/** The health extension answers before the query server does, so both are asked. */
async function isReady({ health, query }) {
  try {
    const urls = [`http://127.0.0.1:${health}/status`, `http://127.0.0.1:${query}/api/v3/services`];
    const answers = await Promise.all(urls.map((url) => fetch(url, { signal: AbortSignal.timeout(1_000) })));
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    return answers.every((answer) => answer.ok);
  } catch {
    return false;
  }
}
