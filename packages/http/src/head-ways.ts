/** For tests: the ways in which an application sends the head of a response. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Those that differ in what is given to whom. */
export const waysToWriteAHead: Readonly<Record<string, Handler>> = {
  'an implicit head': (_request, response) => response.end('x'),
  setHeader: (_request, response) => response.setHeader('a', 'b').end('x'),
  'writeHead without headers': (_request, response) => response.writeHead(200).end('x'),
  'writeHead with a reason': (_request, response) => response.writeHead(200, 'Fine').end('x'),
  'writeHead with an object': (_request, response) => response.writeHead(200, { a: 'b' }).end('x'),
  'writeHead with a reason and an object': (_request, response) =>
    response.writeHead(200, 'Fine', { a: 'b' }).end('x'),
  'writeHead with an array of pairs': (_request, response) =>
    response.writeHead(200, [['a', 'b']] as unknown as string[]).end('x'),
  'setHeader and writeHead with an object': (_request, response) =>
    response.setHeader('c', 'd').writeHead(200, { a: 'b' }).end('x'),
  'setHeader and writeHead with an array': (_request, response) =>
    response.setHeader('c', 'd').writeHead(200, ['a', 'b']).end('x'),
  flushHeaders: (_request, response) => {
    response.flushHeaders();
    response.end('x');
  },
};
