/** nginx, from the distribution's package, with what a test or an example puts into its `http` block. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianEnv, debianPackages, missingDebianPackages } from './debian-packages.mjs';
import { isListening, startLocalServer } from './local-server.mjs';

export const nginx = {
  name: 'nginx',
  missing: missingDebianPackages,
  prepare: debianPackages,
  start: startNginx,
};

/** What it builds paths of at start, whether a request needs them or not. */
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/**
 * Resolves to `{ port, directory, output, stop }`. `http({ listen, directory })` gives the directives of the `http`
 * block, one `server` with `listen ${listen};` among them; without it every request is answered with 204. Access logs are files
 * in `directory`: nginx cannot open our end of its standard output.
 */
async function startNginx({ http = emptyServer } = {}) {
  const root = await debianPackages();
  return startLocalServer('nginx', 1, async ({ directory, ports: [port], run }) => {
    const file = join(directory, 'nginx.conf');
    await writeFile(file, settings(http({ listen: `127.0.0.1:${port}`, directory }), directory));
    const args = ['-p', directory, '-e', 'stderr', '-c', file];
    const server = run({ command: join(root, 'usr/sbin/nginx'), args, env: debianEnv(root) });
    await server.waitUntil(() => isListening(port));
  });
}

const emptyServer = ({ listen }) => `server { listen ${listen}; access_log off; return 204; }`;

/** One process, in the foreground, that writes nowhere but to `directory`. */
function settings(http, directory) {
  const temporary = TEMPORARY.map((name) => `${name}_temp_path ${join(directory, name)};`);
  return `daemon off; master_process off; pid ${join(directory, 'pid')}; error_log stderr warn;
events {}
http {
${temporary.join('\n')}
${http}
}
`;
}
