/** `@opentelemetry/instrumentation-pg`, loaded when the app loads `pg` or `pg-pool`. */

import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { constructs } from './chunk.ts';

export const construct = constructs(PgInstrumentation);
