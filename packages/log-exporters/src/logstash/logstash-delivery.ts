/** What makes a delivery queue one to Logstash. */

import type { TlsOptions } from '@waymark/delivery';
import { LOGSTASH_ENDPOINT } from '../default-endpoints.ts';
import type { LogDelivery } from '../delivering-exporter.ts';
import { lineSerializer } from './json-lines.ts';
import { LineTransport } from './line-transport.ts';
import { lineVerdict } from './line-verdict.ts';

export interface LogstashOptions {
  /**
   * Where a `tcp` input with `codec => json_lines` listens: `tcp://host:port`, or `tls://host:port` for one with `ssl_enabled`.
   * Logstash gives that input no port of its own; 5045, beside Beats' 5044, is taken where none is given.
   *
   * @default 'tcp://localhost:5045'
   */
  url?: string;
  /** Longest time to connect, and to wait for the receiver to end a connection after us, in milliseconds. @default 10000 */
  timeoutMs?: number;
  /** Of a `tls://` URL. */
  tls?: TlsOptions;
  /**
   * Module that exports this package's `transportElsewhere` of Logstash, for `deliverSync` at the end of the process.
   *
   * @default none: what is undelivered then is lost
   */
  program?: string;
}

/** @throws Error when the URL is not valid, without the URL in it */
export function logstashDelivery(options: LogstashOptions = {}): LogDelivery {
  const { url = LOGSTASH_ENDPOINT, timeoutMs = 10_000, program = '', tls } = options;
  return {
    destination: { url, timeoutMs, contentType: '', userAgent: '', ...(tls === undefined ? {} : { tls }) },
    transport: (place, say) => new LineTransport(place, { program, say }),
    judge: lineVerdict,
    serialize: lineSerializer(),
  };
}
