/** What makes a delivery queue one to Elasticsearch or OpenSearch. */

import type { Destination, TlsOptions } from '@waymark/delivery';
import { ELASTICSEARCH_ENDPOINT } from '../default-endpoints.ts';
import type { LogDelivery } from '../delivering-exporter.ts';
import { ANSWER_FILTER } from './bulk-answer.ts';
import { bulkSerializer } from './bulk-body.ts';
import { BulkTransport } from './bulk-transport.ts';
import { bulkVerdict } from './bulk-verdict.ts';
import { isIndexName } from './index-name.ts';

export interface ElasticsearchOptions {
  /** Of the server or of what stands before it, with a path where that has one, and parameters for `_bulk`. @default 'http://localhost:9200' */
  url?: string;
  /**
   * Data stream or index. One that does not exist is made by the server at the first document, a data stream where an index
   * template says so. (Elasticsearch brings one for `logs-*-*`; ours: `elasticsearchIndexTemplate`.)
   *
   * @default 'logs-waymark-default'
   */
  index?: string;
  /** As Kibana shows it when it makes one, base64. Needs `create_doc` and `auto_configure` for the index. */
  apiKey?: string;
  /** In the place of an API key. */
  username?: string;
  password?: string;
  /** Of the requests: JSON shrinks to a tenth. @default 'gzip' */
  compression?: 'gzip' | 'none';
  /** Longest time for one request, in milliseconds. @default 10000 */
  timeoutMs?: number;
  /** Of an `https://` URL. */
  tls?: TlsOptions;
  /** Whether credentials may go to another host without TLS. @default false, and the exporter is not made */
  allowPlaintext?: boolean;
  /** Sent with each request. */
  userAgent?: string;
}

const ELASTICSEARCH_INDEX = 'logs-waymark-default';

/** @throws Error when the URL is not valid, without the URL in it, and when no index can have that name */
export function elasticsearchDelivery(options: ElasticsearchOptions = {}): LogDelivery {
  return {
    destination: destinationOf(options),
    transport: (destination, say) => new BulkTransport(destination, say),
    judge: bulkVerdict,
    serialize: bulkSerializer(),
  };
}

function destinationOf(options: ElasticsearchOptions): Destination {
  const { compression = 'gzip', timeoutMs = 10_000, tls, apiKey, password } = options;
  const credentials = {
    ...(apiKey === undefined ? {} : { 'API key': apiKey }),
    ...(password === undefined ? {} : { password }),
  };
  return {
    url: bulkUrl(options),
    // Who says nothing takes any encoding (RFC 9110 section 12.5.3), and a proxy may choose one.
    headers: { 'accept-encoding': 'identity', ...authorization(options) },
    timeoutMs,
    compression,
    contentType: 'application/x-ndjson',
    userAgent: options.userAgent ?? 'waymark',
    ...(tls === undefined ? {} : { tls }),
    allowPlaintext: options.allowPlaintext ?? false,
    ...(Object.keys(credentials).length === 0 ? {} : { credentials }),
  };
}

function bulkUrl({
  url: text = ELASTICSEARCH_ENDPOINT,
  index = ELASTICSEARCH_INDEX,
}: ElasticsearchOptions): string {
  if (!isIndexName(index)) {
    throw new Error(
      `'${index}' is no name of an index or data stream; one looks like ${ELASTICSEARCH_INDEX}`,
    );
  }
  const url = URL.parse(text);
  // Deliberately without the URL: it may hold a password.
  if (url === null)
    throw new Error(`The URL of Elasticsearch is not valid; it looks like ${ELASTICSEARCH_ENDPOINT}`);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(index)}/_bulk`;
  url.search = `${url.search}&filter_path=${ANSWER_FILTER}`.replace(/^&/, '?');
  url.hash = '';
  return url.href;
}

function authorization({ apiKey, username, password }: ElasticsearchOptions): Record<string, string> {
  if (apiKey !== undefined) return { authorization: `ApiKey ${apiKey}` };
  if (username === undefined) return {};
  const pair = Buffer.from(`${username}:${password ?? ''}`);
  return { authorization: `Basic ${pair.toString('base64')}` };
}
