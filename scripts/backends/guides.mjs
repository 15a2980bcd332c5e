/** How to send to each receiver of telemetry, and how to look into it: what `npm run backends` prints. Plain JavaScript for Node 20. */

import { join } from 'node:path';

/** The lines for a running server, or undefined: of databases, caches and brokers the address says all. */
export function guideTo(name, server) {
  const steps = GUIDES[name]?.(server);
  return steps?.map(([what, how]) => `  ${what.padEnd(14)} ${how}`).join('\n');
}

const run = (...settings) =>
  `${settings.join(' ')} \\\n${' '.repeat(19)}node --require @waymark/node/register app.js`;
const loopback = (scheme, port) => `${scheme}://127.0.0.1:${port}`;

const GUIDES = {
  jaeger: ({ otlpUrl, otlpGrpcUrl, queryUrl }) => [
    ['send traces', run('OTEL_TRACES_EXPORTER=jaeger', `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl}`)],
    ['by gRPC', `the same with OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_EXPORTER_OTLP_ENDPOINT=${otlpGrpcUrl}`],
    ['the shop', `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl} npm run demo`],
    ['services', `${queryUrl}/api/v3/services`],
    ['one trace', `${queryUrl}/api/v3/traces/<trace id>      (a second after it was sent)`],
    ['search', searchJaeger(queryUrl)],
  ],
  zipkin: ({ port }) => [
    [
      'send traces',
      run(
        'OTEL_TRACES_EXPORTER=zipkin',
        `OTEL_EXPORTER_ZIPKIN_ENDPOINT=${loopback('http', port)}/api/v2/spans`,
      ),
    ],
    ['page', `${loopback('http', port)}/zipkin/`],
    ['search', searchZipkin(loopback('http', port))],
  ],
  collector: (server) => [
    ...waysIn(server),
    ['look', `grep <request id> ${join(server.directory, '*.jsonl')}`],
  ],
  gateway: (server) => [
    ...waysIn(server),
    ['log lines', `grep <request id> ${join(server.directory, 'logs.jsonl')}`],
    [
      'traces',
      `${searchJaeger(server.queryUrl)}\n${' '.repeat(17)}(those that failed or took a second, and a tenth of the others, a second after they began)`,
    ],
  ],
  elasticsearch: searched,
  opensearch: searched,
  rsyslog: lines,
  'syslog-ng': lines,
};

/** Of a Collector: whatever it is sent by. */
function waysIn({ port, grpcPort, zipkinPort, fluentPort, tcpPort }) {
  return [
    ['send all', run(`OTEL_EXPORTER_OTLP_ENDPOINT=${loopback('http', port)}`)],
    ['by gRPC', `OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_EXPORTER_OTLP_ENDPOINT=${loopback('http', grpcPort)}`],
    [
      'as Zipkin',
      `OTEL_TRACES_EXPORTER=zipkin OTEL_EXPORTER_ZIPKIN_ENDPOINT=${loopback('http', zipkinPort)}/api/v2/spans`,
    ],
    ['as Fluentd', `OTEL_LOGS_EXPORTER=fluentd WAYMARK_FLUENTD_ENDPOINT=${loopback('tcp', fluentPort)}`],
    ['as Logstash', `OTEL_LOGS_EXPORTER=logstash WAYMARK_LOGSTASH_ENDPOINT=${loopback('tcp', tcpPort)}`],
  ];
}

function searched({ url }) {
  return [
    ['send log lines', run('OTEL_LOGS_EXPORTER=elasticsearch', `WAYMARK_ELASTICSEARCH_ENDPOINT=${url}`)],
    [
      'search',
      `curl -sG '${url}/logs-waymark-*/_search?pretty' --data-urlencode 'q=http.request.id:"<request id>"'`,
    ],
  ];
}

function lines({ port, directory }) {
  return [
    [
      'send log lines',
      run('OTEL_LOGS_EXPORTER=logstash', `WAYMARK_LOGSTASH_ENDPOINT=${loopback('tcp', port)}`),
    ],
    ['look', `grep <request id> ${join(directory, 'lines.jsonl')}`],
  ];
}

function searchJaeger(url) {
  return `curl -sG ${url}/api/traces -d service=<name> --data-urlencode 'tags={"http.request.id":"<request id>"}'`;
}

function searchZipkin(url) {
  return `curl -sG ${url}/api/v2/traces --data-urlencode 'annotationQuery=http.request.id=<request id>'`;
}
