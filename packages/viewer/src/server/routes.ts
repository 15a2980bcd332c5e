/** What each request gets: telemetry to the receivers, questions to the store's thread, everything else the page. */

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { letPass } from '../receiving/let-pass.ts';
import { OTLP_PATHS, otlpHttp } from '../receiving/otlp-http.ts';
import { RequestError } from '../receiving/request-error.ts';
import { ZIPKIN_PATH, zipkinHttp } from '../receiving/zipkin-http.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { checkHost, checkOwn, checkToken, type GateRules } from './gate.ts';
import type { LiveEvents } from './live-events.ts';
import type { PageFiles } from './page-files.ts';
import { SAFE_HEADERS } from './safe-headers.ts';
import { send } from './send.ts';
import { type QuestionOptions, sendAnswer } from './send-answer.ts';
import { followTokenLink, tokenIn } from './token-link.ts';

export interface RouteOptions extends QuestionOptions {
  live: LiveEvents;
  page: PageFiles;
  gate: GateRules;
}

const LIVE_PATH = '/api/waymark/live';

/** Makes the handler of all requests. It answers whatever happens, and never rejects. */
export function routes(options: RouteOptions) {
  // The receivers ask who sends, for they know how to refuse: OTLP has a form for that.
  const admit = (headers: IncomingHttpHeaders): void => {
    checkHost(options.gate, headers);
    if (corsHeaders(headers) === undefined) throw elsewhere();
    options.admit?.(headers);
  };
  const otlp = otlpHttp({ ...options, admit });
  const zipkin = zipkinHttp({ ...options, admit });

  const receive = (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const cors = corsHeaders(request.headers) ?? {};
    for (const [name, value] of Object.entries(cors)) response.setHeader(name, value);
    const signal = OTLP_PATHS.get(path);
    return signal === undefined ? zipkin(request, response) : otlp(signal, request, response);
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path, query] = splitUrl(request.url);
    const isReceived = isReceiving(path, request.method);
    if (isReceived && request.method !== 'OPTIONS') return receive(path, request, response);
    checkHost(options.gate, request.headers);
    if (isReceived) return sendPreflight(request, response);
    if (path === '/healthz') return send(request, response, 200, TEXT, 'ok\n');
    const isQuestion = path.startsWith('/api/');
    checkOwn(request, !isQuestion);
    const token = isQuestion ? undefined : tokenIn(query, options.gate.token);
    if (token !== undefined) return followTokenLink(token, path, query, request, response);
    checkToken(options.gate, request.headers);
    checkMethod(path, request);
    if (path === LIVE_PATH) await sendLive(options, request, response);
    else if (isQuestion) await sendAnswer(options, path, query, request, response);
    else await options.page.send(path, request, response);
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await route(request, response);
    } catch (error) {
      refuse(request, response, error);
    }
  };
}

const TEXT = { ...SAFE_HEADERS, 'content-type': 'text/plain; charset=utf-8' };
const JSON_TYPE = { ...SAFE_HEADERS, 'content-type': 'application/json' };

function splitUrl(url = ''): [path: string, query: URLSearchParams] {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  if (!path.startsWith('/')) throw new RequestError(400, `"${path}" is not a path`);
  return [path, new URLSearchParams(at < 0 ? '' : url.slice(at + 1))];
}

/** Spans can be asked for where they are sent to in Zipkin's API. */
function isReceiving(path: string, method = ''): boolean {
  if (path === ZIPKIN_PATH) return method !== 'GET' && method !== 'HEAD';
  return OTLP_PATHS.has(path);
}

function checkMethod(path: string, { method }: IncomingMessage): void {
  // Which questions are posted, the APIs know: those that bring something, or change it.
  const isPosted = path.startsWith('/api/') && path !== LIVE_PATH;
  const allowed = isPosted ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD'];
  if (allowed.includes(method ?? '')) return;
  throw new RequestError(405, `method ${method} is not supported here; ${allowed.join(' or ')}`, {
    allow: allowed.join(', '),
  });
}

function sendPreflight(request: IncomingMessage, response: ServerResponse): void {
  const headers = preflightHeaders(request.headers);
  if (headers === undefined) throw elsewhere();
  response.writeHead(204, headers).end();
}

const elsewhere = () => new RequestError(403, 'only pages of this machine may send telemetry');

async function sendLive(
  { live }: RouteOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'HEAD')
    response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'text/event-stream' }).end();
  else if (!(await live.add(response))) throw new RequestError(503, 'too many pages are open');
}

/** Questions are answered in JSON, what is wrong with them as well. */
function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  letPass(request);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, message, headers } =
    error instanceof RequestError
      ? error
      : new RequestError(500, `the store failed: ${(error as Error).message}`);
  const json = request.url?.startsWith('/api/');
  response.writeHead(status, { ...(json ? JSON_TYPE : TEXT), ...headers });
  if (request.method === 'HEAD') response.end();
  else response.end(json ? `${JSON.stringify({ error: message })}\n` : `${message}\n`);
}
