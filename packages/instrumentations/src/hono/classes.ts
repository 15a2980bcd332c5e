/** Hono's classes as subclasses of themselves, in whose constructors the router of an app can be had. */

import { described } from '../wrapped-method.ts';
import { watchRouter } from './layers.ts';
import type { FactoryClass, FactoryInit, HonoClass } from './shapes.ts';

export function watchedHono(Hono: HonoClass): HonoClass {
  class Watched extends Hono {
    constructor(...options: unknown[]) {
      super(...options);
      watchRouter(this.router);
    }
  }
  return described(Watched, Hono);
}

/** Makes apps of a class that it has from inside the package; what it is given to set them up sees them first. */
export function watchedFactory(Factory: FactoryClass): FactoryClass {
  class Watched extends Factory {
    constructor(init?: FactoryInit) {
      super(withWatching(init));
    }
  }
  return described(Watched, Factory);
}

function withWatching(init: FactoryInit | undefined): FactoryInit {
  return {
    ...init,
    initApp(app) {
      watchRouter(app.router);
      return init?.initApp?.(app);
    },
  };
}
