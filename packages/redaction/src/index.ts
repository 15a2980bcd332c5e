/** Secrets and personal data out of spans, log records and URLs. */
export {};
