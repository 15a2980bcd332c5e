/**
 * hapi without a span of its own: the server span learns the route and the errors, by two methods of hapi's requests that
 * are the same since its first version under this name. The extensions and handlers of the app are not touched.
 */

import type { ModulePatch } from '../module-patch.ts';
import { joinPatterns } from '../route-pattern.ts';
import { enteringRequest } from '../server-request.ts';
import { wrapMethod } from '../wrapped-method.ts';
import type { Answer, Request } from './shapes.ts';

export function hapiPatches(): ModulePatch[] {
  const patch = (exports: unknown) => patchRequest(exports as { prototype: Request });
  return [{ module: '@hapi/hapi', file: 'lib/request.js', versions: '>=17.0.0 <22', patch }];
}

function patchRequest({ prototype }: { prototype: Request }): void {
  wrapMethod(prototype, '_lookup', lookup);
  wrapMethod(prototype, '_setResponse', setResponse);
}

function lookup(original: Request['_lookup']): Request['_lookup'] {
  return function _lookup() {
    original.call(this);
    const { req, res } = this.raw;
    const request = enteringRequest(req, res);
    if (request !== undefined && isRouted(this))
      request.route = joinPatterns(request.mounted, this.route.path);
  };
}

function setResponse(original: Request['_setResponse']): Request['_setResponse'] {
  return function _setResponse(response) {
    if (response.isBoom && !isUnrouted(this, response)) {
      const { req, res } = this.raw;
      // Extensions run before there is a route.
      enteringRequest(req, res)?.recordError(response);
    }
    return original.call(this, response);
  };
}

function isRouted({ route }: Request): boolean {
  return route.method !== '_special';
}

/** hapi's own answer to a path that there is no route for. */
function isUnrouted(request: Request, { output }: Answer): boolean {
  return output?.statusCode === 404 && !isRouted(request);
}
