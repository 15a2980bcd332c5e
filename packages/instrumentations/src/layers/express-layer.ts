/** What the span of a layer of Express is called and says, kept from request to request: nearly all have the same path. */

import type { Attributes } from '@opentelemetry/api';
import { isSame, type Matched, matchedOf, routeOf } from './matched-route.ts';

export type LayerType = 'router' | 'middleware' | 'request_handler';

/** The parts of Express' layers that upstream's names are made of. */
export interface ExpressLayer {
  readonly name: string;
  /** Of the URL, what has matched. */
  readonly path?: string;
  handle: ((this: unknown, ...args: never[]) => unknown) & { readonly stack?: readonly ExpressLayer[] };
  readonly route?: { readonly path?: unknown };
}

export interface Description {
  readonly type: LayerType;
  readonly name: string;
  readonly route: string | undefined;
  readonly constructed: string;
  readonly attributes: Attributes;
}

export class DescribedLayer {
  readonly #layer: ExpressLayer;
  readonly #path: string | undefined;
  #matched: Matched = matchedOf([]);
  #description: Description | undefined;
  /** Of the layer and its router, what else the description was made of. */
  #madeOf = '';

  constructor(layer: ExpressLayer, path: string | undefined) {
    this.#layer = layer;
    this.#path = path;
  }

  /** @param paths those of the layers that have the request, this one's too */
  describe(paths: readonly string[], url: string): Description {
    if (!isSame(paths, this.#matched.paths)) {
      this.#matched = matchedOf(paths);
      this.#description = undefined;
    }
    const route = routeOf(this.#matched, url);
    const madeOf = this.#variable();
    if (this.#description?.route === route && this.#madeOf === madeOf && this.#description !== undefined)
      return this.#description;
    this.#madeOf = madeOf;
    this.#description = this.#make(route);
    return this.#description;
  }

  #variable(): string {
    const { name, path } = this.#layer;
    if (name === 'router') return routerPath('', this.#layer);
    return path ? 'path' : '';
  }

  #make(route: string | undefined): Description {
    const { constructed } = this.#matched;
    const { type, name, label } = this.#nameOf(constructed);
    const attributes = Object.freeze({ 'http.route': route, 'express.name': label, 'express.type': type });
    return { type, name, route, constructed, attributes };
  }

  #nameOf(constructed: string): { type: LayerType; name: string; label: string } {
    const { name, path } = this.#layer;
    if (name === 'router') {
      const label = routerPath('', this.#layer) || this.#path || constructed || '/';
      return { type: 'router', name: `router - ${label}`, label };
    }
    if (name !== 'bound dispatch' && name !== 'handle')
      return { type: 'middleware', name: `middleware - ${name}`, label: name };
    const known = constructed || this.#path;
    const label = known ?? 'request handler';
    return { type: 'request_handler', name: `request handler${path ? ` - ${known}` : ''}`, label };
  }
}

/** As upstream has it: down the first layers of routers, to the path of a route. */
function routerPath(path: string, layer: ExpressLayer): string {
  const first = layer.handle?.stack?.[0];
  if (first?.route?.path) return `${path}${first.route.path}`;
  return first?.handle?.stack === undefined ? path : routerPath(path, first);
}
