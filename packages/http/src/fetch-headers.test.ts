import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT_CONTEXT, type TextMapPropagator } from '@opentelemetry/api';
import { belongsToCaller } from './client-headers.ts';
import { headerOf, injectIntoFetch, type RequestWithHeaders } from './fetch-headers.ts';

const propagator = {
  inject(_context, carrier, setter) {
    setter.set(carrier, 'traceparent', 'new');
    setter.set(carrier, 'x-request-id', 'new');
  },
} as TextMapPropagator;

function injected(headers: unknown): unknown {
  const request: RequestWithHeaders = { headers };
  injectIntoFetch(propagator, ROOT_CONTEXT, request, belongsToCaller);
  return request.headers;
}

describe('headers of undici 6 and later, a list', () => {
  it('are added', () => {
    assert.deepEqual(injected(['a', 'b']), ['a', 'b', 'traceparent', 'new', 'x-request-id', 'new']);
  });

  it('replace the trace and keep the request id of the caller', () => {
    assert.deepEqual(injected(['Traceparent', 'old', 'X-Request-ID', 'old']), [
      'Traceparent',
      'new',
      'X-Request-ID',
      'old',
    ]);
  });

  it('are read by name, also out of a list of values', () => {
    assert.equal(headerOf({ headers: ['User-Agent', 'a', 'b', ['c']] }, 'user-agent'), 'a');
    assert.equal(headerOf({ headers: ['b', ['c', 'd']] }, 'b'), 'c,d');
    assert.equal(headerOf({ headers: ['user-agent', 'a', 'user-agent', 'b'] }, 'user-agent'), 'b');
    assert.equal(headerOf({ headers: null }, 'a'), undefined);
  });
});

describe('headers of undici 5, one string', () => {
  it('are added', () => {
    assert.equal(injected('a: b\r\n'), 'a: b\r\ntraceparent: new\r\nx-request-id: new\r\n');
  });

  it('replace the trace and keep the request id of the caller', () => {
    assert.equal(
      injected('Traceparent: old\r\nX-Request-ID: old\r\nc: d\r\n'),
      'traceparent: new\r\nX-Request-ID: old\r\nc: d\r\n',
    );
  });

  it('take a value with dollar signs as it is', () => {
    const tracestate = {
      inject: (_context, carrier, setter) => setter.set(carrier, 'tracestate', "a=$&$'"),
    } as TextMapPropagator;
    const request: RequestWithHeaders = { headers: 'tracestate: b=c\r\nd: e\r\n' };
    injectIntoFetch(tracestate, ROOT_CONTEXT, request, belongsToCaller);
    assert.equal(request.headers, "tracestate: a=$&$'\r\nd: e\r\n");
  });

  it('are read by name', () => {
    assert.equal(headerOf({ headers: 'a: b\r\nUser-Agent: c d\r\n' }, 'user-agent'), 'c d');
  });
});
