/** What makes a delivery queue one to Fluentd. */

import { hostname } from 'node:os';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Destination, TlsOptions } from '@waymark/delivery';
import { FLUENTD_ENDPOINT } from '../default-endpoints.ts';
import type { LogDelivery } from '../delivering-exporter.ts';
import { FluentdTransport, serversOf } from './fluentd-transport.ts';
import { fluentdVerdict } from './fluentd-verdict.ts';
import { packedMessage } from './packed-message.ts';

export interface FluentdOptions {
  /**
   * Forward servers, `tcp://host:port` or `tls://host:port`, in the order in which they are preferred: the next one
   * gets what those before do not take. The port is 24224 where none is given.
   *
   * @default ['tcp://localhost:24224']
   */
  endpoints?: readonly string[];
  /** By which Fluentd routes. @default the record's `service.name` */
  tag?: string;
  /** The `shared_key` of the server's `<security>`. It is proven, never sent. */
  sharedKey?: string;
  /** Of the server's `<security><user>`, in addition to the shared key. One goes nowhere without the other. */
  username?: string;
  password?: string;
  /** This client's name in the handshake, other than the server's. @default the host's name and '-waymark' */
  hostname?: string;
  /** @default 'gzip' */
  compression?: 'gzip' | 'none';
  /** Longest time from sending a batch to its ack, in milliseconds. @default 10000 */
  timeoutMs?: number;
  /**
   * How soon a server that failed is looked at again while another one gets the logs, in milliseconds; doubled while it
   * fails, up to 32 times as long. The one that is preferred gets them again when it can be talked to.
   *
   * @default 10000
   */
  returnAfterMs?: number;
  /** Of servers with `tls://`. */
  tls?: TlsOptions;
  /** Whether a shared key or password may go to another host without TLS. @default false, and the exporter is not made */
  allowPlaintext?: boolean;
  /**
   * Module that exports this package's `transportElsewhere`, for `deliverSync` at the end of the process.
   *
   * @default none: what is undelivered then is lost
   */
  program?: string;
}

/** @throws Error when an endpoint is not a valid URL, without the URL in it */
export function fluentdDelivery(options: FluentdOptions): LogDelivery {
  const { endpoints = [FLUENTD_ENDPOINT], compression = 'gzip', timeoutMs = 10_000, program = '' } = options;
  const destination = destinationOf(options, endpoints[0] ?? FLUENTD_ENDPOINT, timeoutMs);
  const client = {
    hostname: options.hostname ?? `${hostname()}-waymark`,
    credentials: credentialsOf(options),
    returnAfterMs: options.returnAfterMs ?? 10_000,
  };
  return {
    destination,
    transport: (place, say) =>
      new FluentdTransport(
        { servers: serversOf(place, endpoints), client, compression, timeoutMs, program },
        say,
      ),
    judge: fluentdVerdict,
    serialize: (records) => packedMessage(options.tag ?? serviceOf(records), records),
  };
}

function destinationOf(
  { tls, sharedKey, password, allowPlaintext = false }: FluentdOptions,
  url: string,
  timeoutMs: number,
): Destination {
  const credentials = {
    ...(sharedKey === undefined ? {} : { 'shared key': sharedKey }),
    ...(password === undefined ? {} : { password }),
  };
  return {
    url,
    timeoutMs,
    contentType: 'application/msgpack',
    userAgent: '',
    allowPlaintext,
    ...(tls === undefined ? {} : { tls }),
    ...(Object.keys(credentials).length === 0 ? {} : { credentials }),
  };
}

function credentialsOf({ sharedKey, username, password }: FluentdOptions) {
  if (sharedKey === undefined) return undefined;
  return username === undefined ? { sharedKey } : { sharedKey, username, password };
}

function serviceOf([record]: readonly ReadableLogRecord[]): string {
  return String(record?.resource.attributes['service.name'] ?? '') || 'unknown_service';
}
