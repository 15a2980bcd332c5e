/** Trace and span ids have these sizes in bytes, or are empty. */
export const TRACE_ID_BYTES = 16;
export const SPAN_ID_BYTES = 8;
