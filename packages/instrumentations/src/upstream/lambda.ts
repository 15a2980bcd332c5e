/** AWS Lambda's handler: the one target that is a file of the application and not a package. */

import { basename, resolve } from 'node:path';
import type { UpstreamTarget } from './table.ts';

/**
 * The handler's file by each name that it may have, as upstream looks for it; nothing outside of Lambda. A handler in
 * an ES module is an export that the runtime looks up by name.
 */
export function lambdaTargets(env: NodeJS.ProcessEnv): UpstreamTarget[] {
  const { LAMBDA_TASK_ROOT: root, _HANDLER: handler } = env;
  if (!root || !handler) return [];
  const name = basename(handler);
  const [file = '', exported = ''] = name.split('.', 2);
  const path = resolve(root, handler.slice(0, handler.length - name.length), file);
  const names = path.endsWith('.js') ? [path] : [`${path}.js`, `${path}.mjs`, `${path}.cjs`];
  return names.map((module) => ({ chunk: 'aws-lambda', module, esm: [exported] }));
}
