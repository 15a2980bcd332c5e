/** Elasticsearch: open to all on loopback, or with TLS and password as it sets them up by itself at its first start. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { finish } from './finish.mjs';
import { missingMavenJars } from './maven-jars.mjs';
import { searchDistribution, startSearchServer } from './search-server.mjs';

const VERSION = '8.19.9';
const SHIPPED = fileURLToPath(new URL('../../deploy/elk', import.meta.url));
/** Whom the setup of deploy/elk lets write. */
const WRITER = { user: 'waymark', password: 'for-writing', role: 'waymark_writer' };
const KEY = `elasticsearch-${VERSION}`;
const ARTIFACT = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${VERSION}:zip`;

/** Its first user, who may do everything. */
const LOGIN = { user: 'elastic', password: 'opensesame' };
const AUTH = `${LOGIN.user}:${LOGIN.password}`;

export const elasticsearch = {
  name: 'Elasticsearch',
  missing: (env) => missingMavenJars(KEY, env),
  prepare: (options) => searchDistribution(KEY, ARTIFACT, options),
  start: startElasticsearch,
};

/**
 * Resolves to `{ port, url, directory, output, stop, halt, resume }`: `halt()` ends it, `resume()` starts it again with its data. With
 * `secured: true` it asks for a login over TLS, and there are `user`, `password` and `ca`, the PEM text of its own authority. With
 * `shipped: true` it has the file that deploy/elk ships, asks for the login without TLS, and there is a `writer` with the role that is
 * shipped.
 */
async function startElasticsearch({ secured = false, shipped = false, from } = {}) {
  const home = await elasticsearch.prepare();
  if (shipped) return startShipped(home);
  const server = await startSearchServer('Elasticsearch', {
    home,
    from,
    // Nothing is said of security where it is to set that up: it does so only where nobody else did.
    settings: secured ? [] : ['xpack.security.enabled: false'],
    prepare: secured ? choosePassword : undefined,
    isReady: secured ? isHealthySecured : isHealthyPlain,
  });
  if (!secured) return { ...server, url: `http://127.0.0.1:${server.port}` };
  return { ...server, ...LOGIN, url: `https://127.0.0.1:${server.port}`, ca: await authorityOf(server.home) };
}

async function startShipped(home) {
  const server = await startSearchServer('Elasticsearch', {
    home,
    shipped: {
      file: join(SHIPPED, 'elasticsearch.yml'),
      env: (port) => ({ ELASTICSEARCH_HOST: '127.0.0.1', ELASTICSEARCH_HTTP_PORT: String(port) }),
    },
    prepare: async (place) => {
      await choosePassword(place);
      await addWriter(place);
    },
    isReady: async (port) => (await statusOf(plainRequest, { port, auth: AUTH })) === 200,
  });
  return { ...server, ...LOGIN, writer: WRITER, url: `http://127.0.0.1:${server.port}` };
}

/** By files, because the index where it keeps users that it is told of wants an analyser that this distribution has not. */
async function addWriter({ copy, env }) {
  const { user, password, role } = WRITER;
  const allowed = await readFile(join(SHIPPED, 'role.json'), 'utf8');
  // YAML takes JSON as it is, but for what begins a line.
  await writeFile(join(copy, 'config/roles.yml'), `${role}: ${JSON.stringify(JSON.parse(allowed))}\n`);
  const users = join(copy, 'bin/elasticsearch-users');
  await finish(users, ['useradd', user, '-p', password, '-r', role], { env, cwd: copy });
}

/** Else it makes one up, and shows it to terminals alone. */
async function choosePassword({ copy, env }) {
  const keystore = join(copy, 'bin/elasticsearch-keystore');
  await finish(keystore, ['add', '-f', '-x', 'bootstrap.password'], {
    env,
    cwd: copy,
    input: `${LOGIN.password}\n`,
  });
}

const authorityFile = (home) => join(home, 'config/certs/http_ca.crt');
const authorityOf = (home) => readFile(authorityFile(home), 'utf8');

async function isHealthyPlain(port) {
  return (await statusOf(plainRequest, { port })) === 200;
}

async function isHealthySecured(port, home) {
  if (!existsSync(authorityFile(home))) return false;
  const ca = await authorityOf(home);
  return (await statusOf(secureRequest, { port, ca, auth: AUTH })) === 200;
}

/** Undefined where there is no answer. */
function statusOf(ask, options) {
  return new Promise((resolve) => {
    const asked = ask(
      { ...options, host: '127.0.0.1', path: '/_cluster/health', timeout: 1_000 },
      (response) => {
        response.resume().once('close', () => resolve(response.statusCode));
      },
    );
    asked
      .once('timeout', () => asked.destroy())
      .once('error', () => resolve(undefined))
      .end();
  });
}
