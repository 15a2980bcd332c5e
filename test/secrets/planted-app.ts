/** The application that has a secret in each place, and what it wants to be told. */

import { fileURLToPath } from 'node:url';

export const plantedApp = fileURLToPath(new URL('planted.cjs', import.meta.url));

const OF_RESOURCE = `Zq${Buffer.from('resource').toString('hex')}7Kx`;

export const PLANTED_SETTINGS = {
  NODE_PATH: fileURLToPath(new URL('../../node_modules', import.meta.url)),
  LINES: '/dev/null',
  OF_RESOURCE,
  OTEL_SERVICE_NAME: 'vault',
  OTEL_RESOURCE_ATTRIBUTES: `deployment.secret=${OF_RESOURCE}`,
};
