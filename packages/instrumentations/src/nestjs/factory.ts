/** `NestFactory.create` with a span around it. */

import type { Nest, NestFactory } from './shapes.ts';
import { withSpan } from './span.ts';

export function tracedFactory(original: NestFactory['create'], nest: Nest): NestFactory['create'] {
  return function create(module, ...rest) {
    const attributes = { 'nestjs.module': module?.name };
    return withSpan(nest, 'Create Nest App', 'app_creation', attributes, () =>
      original.call(this, module, ...rest),
    );
  };
}
