/** The request's id for application code. */

import { context } from '@opentelemetry/api';
import { requestIdOf } from '@waymark/propagation';
import type { RequestId } from './types.ts';

export const requestId: RequestId = () => requestIdOf(context.active());
