/** Which incoming requests make no span: health checks and probes, unless the user says otherwise. */
import type { IncomingMessage } from 'node:http';
import { globOf } from '@waymark/tracing';
import { once } from './once.ts';

/** What {@link ignoredRequests} takes, any number of them together. */
export type IgnorePattern = string | RegExp | ((request: IncomingMessage) => boolean);

/**
 * Paths that orchestrators, load balancers and frameworks use for health checks: conventions of Kubernetes, the
 * defaults of Google App Engine, Spring Boot, MicroProfile and Quarkus, Prometheus, Rails and Mozilla's Dockerflow.
 * Only `GET` and `HEAD`: a `POST /ping` is somebody's work.
 */
export const HEALTH_CHECKS: readonly string[] = [
  '/health',
  '/healthz',
  '/healthcheck',
  '/health-check',
  '/health/live',
  '/health/liveness',
  '/health/ready',
  '/health/readiness',
  '/health/started',
  '/health/startup',
  '/live',
  '/livez',
  '/liveness',
  '/ready',
  '/readyz',
  '/readiness',
  '/startupz',
  '/ping',
  '/up',
  '/heartbeat',
  '/_health',
  '/_healthz',
  '/_ah/health',
  '/-/healthy',
  '/-/ready',
  '/__heartbeat__',
  '/__lbheartbeat__',
  '/api/health',
  '/api/healthz',
  '/actuator/health',
  '/actuator/health/liveness',
  '/actuator/health/readiness',
  '/q/health',
  '/q/health/live',
  '/q/health/ready',
  '/q/health/started',
];

const AGENT = 'agent:';

type Matches = (request: IncomingMessage, path: string) => boolean;

/**
 * True for a request that one of `patterns` names: a path in which `*` stands for any characters, of any method;
 * `default`, for {@link HEALTH_CHECKS}; `agent:kube-probe/*`, for a user agent; a RegExp, tested on the path; a function.
 * A function that throws ignores nothing, and `warn` is told. Without patterns there is nothing to ask: `undefined`.
 */
export function ignoredRequests(
  patterns: readonly IgnorePattern[],
  warn: (line: string) => void,
): ((request: IncomingMessage) => boolean) | undefined {
  const complain = once(warn);
  const exact = new Set<string>();
  const slow: Matches[] = [];
  for (const pattern of patterns) {
    if (typeof pattern === 'string' && isPlainPath(pattern)) exact.add(pattern);
    else if (pattern !== 'default') slow.push(matcherOf(pattern, complain));
  }
  const probes: ReadonlySet<string> = new Set(patterns.includes('default') ? HEALTH_CHECKS : []);
  const begins = beginnings([...exact, ...probes]);
  if (exact.size + slow.length + probes.size === 0) return undefined;
  return (request) => {
    const { url = '/' } = request;
    if (slow.length === 0 && begins[url.charCodeAt(1) & 127] === 0) return false;
    const path = pathOf(url);
    if (probes.has(path) && (request.method === 'GET' || request.method === 'HEAD')) return true;
    if (exact.size > 0 && exact.has(path)) return true;
    for (const matches of slow) if (matches(request, path)) return true;
    return false;
  };
}

/** By which characters behind the slash some of these paths begin: most requests begin otherwise, and are not looked up. */
function beginnings(paths: readonly string[]): Uint8Array {
  const begins = new Uint8Array(128);
  for (const path of paths) begins[path.charCodeAt(1) & 127] = 1;
  // Of `/` the next character is none, or that of a query.
  if (paths.includes('/')) begins['?'.charCodeAt(0)] = 1;
  return begins;
}

function isPlainPath(pattern: string): boolean {
  return pattern.startsWith('/') && !pattern.includes('*');
}

function matcherOf(pattern: IgnorePattern, warn: (line: string) => void): Matches {
  if (typeof pattern === 'function') return (request) => says(pattern, request, warn);
  // Through `search`, which starts at the beginning whatever flags the RegExp has.
  if (pattern instanceof RegExp) return (_request, path) => path.search(pattern) !== -1;
  const isAgent = pattern.startsWith(AGENT);
  const glob = globOf(isAgent ? pattern.slice(AGENT.length) : pattern);
  if (isAgent) return ({ headers }) => glob.test(headers['user-agent'] ?? '');
  return (_request, path) => glob.test(path);
}

function says(
  pattern: (request: IncomingMessage) => boolean,
  request: IncomingMessage,
  warn: (line: string) => void,
): boolean {
  try {
    return pattern(request) === true;
  } catch (error) {
    warn(`ignoreIncoming failed: ${String(error)}; the request is traced`);
    return false;
  }
}

function pathOf(url: string): string {
  const question = url.indexOf('?');
  return question === -1 ? url : url.slice(0, question);
}
