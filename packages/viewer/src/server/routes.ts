/** What each request gets: telemetry to the receivers, questions to the store's thread, everything else the page. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Question } from '../asking/answer.ts';
import { letPass } from '../receiving/let-pass.ts';
import { mediaType, OTLP_PATHS, otlpHttp, type ReceiverOptions } from '../receiving/otlp-http.ts';
import { readBody } from '../receiving/request-body.ts';
import { RequestError } from '../receiving/request-error.ts';
import { ZIPKIN_PATH, zipkinHttp } from '../receiving/zipkin-http.ts';
import type { Backend } from './backend.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { checkHost, checkOwn, checkToken, type GateRules } from './gate.ts';
import { IMPORT_PATH, importParts } from './import-parts.ts';
import type { LiveEvents } from './live-events.ts';
import type { PageFiles } from './page-files.ts';
import { SAFE_HEADERS } from './safe-headers.ts';
import { send } from './send.ts';
import { hasMore, sendParts } from './send-parts.ts';

export interface RouteOptions extends ReceiverOptions {
  ask: Backend['ask'];
  live: LiveEvents;
  page: PageFiles;
  gate: GateRules;
}

export const LIVE_PATH = '/api/waymark/live';
/** Jaeger's page posts files there without a type. Nothing is kept of them, so that a form elsewhere could change nothing. */
const TRANSFORM_PATH = '/api/transform';

/** Makes the handler of all requests. It answers whatever happens, and never rejects. */
export function routes(options: RouteOptions) {
  const otlp = otlpHttp(options);
  const zipkin = zipkinHttp(options);

  const receive = (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const cors = corsHeaders(request.headers);
    if (cors === undefined) throw new RequestError(403, 'only pages of this machine may send telemetry');
    for (const [name, value] of Object.entries(cors)) response.setHeader(name, value);
    const signal = OTLP_PATHS.get(path);
    return signal === undefined ? zipkin(request, response) : otlp(signal, request, response);
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    checkHost(options.gate, request.headers);
    const [path, query] = splitUrl(request.url);
    if (isReceiving(path, request.method)) {
      if (request.method === 'OPTIONS') sendPreflight(request, response);
      else await receive(path, request, response);
      return;
    }
    if (path === '/healthz') return send(request, response, 200, TEXT, 'ok\n');
    const isQuestion = path.startsWith('/api/');
    checkOwn(request, !isQuestion);
    if (!isQuestion && sendsCookie(options.gate, query, response)) return sendAgain(path, request, response);
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
  if (headers === undefined) throw new RequestError(403, 'only pages of this machine may send telemetry');
  response.writeHead(204, headers).end();
}

/** The token of a link becomes a cookie. */
function sendsCookie({ token }: GateRules, query: URLSearchParams, response: ServerResponse): boolean {
  const given = query.get('token');
  if (token === undefined || given === null || !token.matches(given)) return false;
  response.setHeader('set-cookie', token.cookie());
  query.delete('token');
  return true;
}

/**
 * The same address without the token, for the history and whoever looks at the screen. By the page itself, and not by a
 * redirect: a browser that followed a link from elsewhere would not send a strict cookie along with it.
 */
function sendAgain(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, query] = splitUrl(request.url);
  query.delete('token');
  const rest = query.size === 0 ? '' : `?${query}`;
  const address = escapeHtml(`${path.replace(/^[/\\]+/, '/')}${rest}`);
  const html = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${address}">\n`;
  return send(request, response, 200, { ...SAFE_HEADERS, 'content-type': 'text/html; charset=utf-8' }, html);
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

async function sendLive(
  { live }: RouteOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'HEAD')
    response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'text/event-stream' }).end();
  else if (!(await live.add(response))) throw new RequestError(503, 'too many pages are open');
}

/** Types, and their absence, that a page elsewhere may send without asking first. */
function isFormType(contentType: string | undefined): boolean {
  const type = mediaType(contentType);
  return !type.startsWith('application/') || type === 'application/x-www-form-urlencoded';
}

async function sendAnswer(
  options: RouteOptions,
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const account = options.inFlight.open();
  try {
    const question: Question = { method: request.method ?? 'GET', path, query };
    if (request.method === 'POST' && hasBody(request)) {
      if (path !== TRANSFORM_PATH && isFormType(request.headers['content-type']))
        throw new RequestError(415, 'send content-type: application/json');
      if (path !== IMPORT_PATH) question.body = await readBody(request, options.maxBodyBytes, account);
    }
    const answer: Answer =
      path === IMPORT_PATH && request.method === 'POST'
        ? await importParts(request, question, options.ask, options.maxBodyBytes, account)
        : await options.ask(question);
    const { status, type, body, headers } = answer;
    const all = { ...SAFE_HEADERS, 'content-type': type, ...headers };
    if (hasMore(answer)) await sendParts(request, response, all, answer, question, options.ask);
    else await send(request, response, status, all, body);
  } finally {
    account.release();
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
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
