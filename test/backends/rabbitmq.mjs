/** RabbitMQ with its Erlang, from the distribution's packages. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianEnv, debianPackages, missingDebianPackages } from './debian-packages.mjs';
import { isListening, startLocalServer } from './local-server.mjs';

export const rabbitmq = {
  name: 'RabbitMQ',
  missing: missingDebianPackages,
  prepare: debianPackages,
  start: startRabbitmq,
};

/** Resolves to `{ port, url, directory, output, stop }`. */
async function startRabbitmq() {
  const root = await debianPackages();
  const server = await startLocalServer('RabbitMQ', 3, async ({ directory, ports, run }) => {
    const [port, nodePort, namesPort] = ports;
    const env = await erlangEnv(root, directory, namesPort);
    // A name server of our own: one that Erlang started by itself would stay behind, on a port of its choice.
    const names = run({ command: join(env.BINDIR, 'epmd'), args: ['-port', String(namesPort)], env });
    await names.waitUntil(() => isListening(namesPort));
    Object.assign(env, await rabbitEnv(root, directory, port, nodePort));
    const broker = run({ command: join(env.BINDIR, 'erlexec'), args: BROKER_ARGS, env });
    await broker.waitForLine(/Server startup complete/, 60_000);
  });
  return { ...server, url: `amqp://guest:guest@127.0.0.1:${server.port}` };
}

/** What the package's own script passes to `erl`; the script itself knows only the place of a system install. */
const BROKER_ARGS = [
  ...['-noinput', '-s', 'rabbit', 'boot', '-boot', 'start_sasl', '+W', 'w', '+sbwt', 'none'],
  ...[
    '-kernel',
    'inet_dist_use_interface',
    '{127,0,0,1}',
    '-kernel',
    'prevent_overlapping_partitions',
    'false',
  ],
  ...['-syslog', 'logger', '[]', '-syslog', 'syslog_error_logger', 'false'],
];

async function erlangEnv(root, directory, namesPort) {
  const erlang = join(root, 'usr/lib/erlang');
  return {
    ...debianEnv(root),
    HOME: directory,
    ROOTDIR: erlang,
    BINDIR: join(erlang, await oneOf(erlang, 'erts-'), 'bin'),
    EMU: 'beam',
    PROGNAME: 'erl',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(namesPort),
  };
}

async function rabbitEnv(root, directory, port, nodePort) {
  const versions = join(root, 'usr/lib/rabbitmq/lib');
  const home = join(versions, await oneOf(versions, 'rabbitmq_server-'));
  const config = join(directory, 'rabbitmq.conf');
  const plugins = join(directory, 'enabled_plugins');
  await writeFile(config, `listeners.tcp.1 = 127.0.0.1:${port}\n`);
  await writeFile(plugins, '[].\n');
  return {
    ERL_LIBS: join(home, 'plugins'),
    RABBITMQ_HOME: home,
    RABBITMQ_PLUGINS_DIR: join(home, 'plugins'),
    RABBITMQ_NODENAME: `waymark-${port}@localhost`,
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_CONF_ENV_FILE: join(directory, 'none'),
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_MNESIA_BASE: join(directory, 'data'),
    RABBITMQ_LOG_BASE: join(directory, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_DIST_PORT: String(nodePort),
  };
}

async function oneOf(folder, prefix) {
  const name = (await readdir(folder)).find((entry) => entry.startsWith(prefix));
  if (!name) throw new Error(`there is no ${prefix}* in ${folder}`);
  return name;
}
