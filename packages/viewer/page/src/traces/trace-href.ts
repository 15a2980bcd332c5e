import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { traceHref } from '../browser/router.ts';

export const hrefOfTrace = ({ traceId, startUnixNano }: TraceSummaryJson) =>
  traceHref(traceId, { at: startUnixNano });
