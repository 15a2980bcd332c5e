import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT_CONTEXT, type Span, SpanKind } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { AlwaysOnSampler, WaymarkTracerProvider } from '@waymark/tracing';
import { ClientCall } from './client-call.ts';
import { ClientTarget } from './client-target.ts';
import { SpanMemory } from './span-memory.ts';

/** The attributes of a request that got 200, where a processor set these at its start. */
function attributesAfter(atStart: Record<string, string>) {
  const memory = new SpanMemory();
  const processor = Object.assign(new SpanMemory(), {
    onStart: (span: Span) => void span.setAttributes(atStart),
  });
  const processors: SpanProcessor[] = [processor, memory];
  const sampler = new AlwaysOnSampler();
  const provider = new WaymarkTracerProvider({ resource: emptyResource(), sampler, processors });
  const call = new ClientCall();
  call.goesTo(new ClientTarget('http://a', 'a', 80), 'GET');
  const { shared, alsoShared } = call;
  const source = { shared, alsoShared, ownAttributes: () => ({}) };
  const tracer = provider.getTracer('test');
  call.started(tracer.startFrom(SpanKind.CLIENT, 'GET', undefined, ROOT_CONTEXT, source), false);
  call.protocolVersion = '1.1';
  call.meetStatus(200);
  call.describe(call.open!);
  call.finish(undefined);
  return memory.ended[0]!.attributes;
}

describe('the end of an outgoing request', () => {
  const usual = {
    'http.request.method': 'GET',
    'server.address': 'a',
    'server.port': 80,
    'network.protocol.version': '1.1',
    'http.response.status_code': 200,
  };

  it('is written beside what is known since its start', () => {
    const known = Object.entries(attributesAfter({})).filter(([, value]) => value !== undefined);
    assert.deepEqual(Object.fromEntries(known), usual);
  });

  it('leaves alone what a processor made of the start', () => {
    assert.deepEqual(attributesAfter({ 'http.request.method': 'CUSTOM' }), {
      ...usual,
      'http.request.method': 'CUSTOM',
    });
  });

  it('is written also where a processor has looked at another attribute of it', () => {
    assert.deepEqual(attributesAfter({ 'network.protocol.version': '?' }), usual);
  });
});
