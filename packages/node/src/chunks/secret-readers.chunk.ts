/** Reads credentials and TLS of exporters, where there are any. */

export { withoutOpenCredentials } from '../config/open-credentials.ts';
export { readOtlpSecrets } from '../config/otlp-secrets.ts';
