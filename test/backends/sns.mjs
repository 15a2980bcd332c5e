/** SNS and queues behind its topics, as moto serves them, in memory, from PyPI. */
import { fileURLToPath } from 'node:url';
import { isListening, startLocalServer } from './local-server.mjs';
import { missingPythonPackages, pythonPackages } from './python-packages.mjs';

const REQUIREMENTS = fileURLToPath(new URL('moto/requirements.txt', import.meta.url));

export const sns = {
  name: 'SNS',
  missing: (env) => missingPythonPackages(REQUIREMENTS, env),
  prepare: (options) => pythonPackages(REQUIREMENTS, options),
  start: startSns,
};

/** Resolves to `{ port, directory, output, stop }`; topics and queues share the port. */
async function startSns() {
  const packages = await sns.prepare();
  return startLocalServer('SNS', 1, async ({ directory, ports: [port], run }) => {
    const env = { PATH: process.env.PATH, HOME: directory, PYTHONPATH: packages, ...NOBODY };
    const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)];
    const server = run({ command: 'python3', args, env });
    await server.waitUntil(() => isListening(port));
  });
}

/** botocore wants to be somebody, and looks for who it is on the network otherwise. */
const NOBODY = {
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nothing',
  AWS_DEFAULT_REGION: 'eu-central-1',
  PYTHONDONTWRITEBYTECODE: '1',
};
