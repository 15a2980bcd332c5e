import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { WaymarkContextManager } from '@waymark/tracing';
import { patchIncomingEmit } from './client.ts';
import { isNodesEmit } from './message-context.ts';
import type { HttpOptions } from './options.ts';
import { patchResponseEmit } from './server.ts';

const options = { contextManager: new WaymarkContextManager() } as HttpOptions;
const patches = {
  request: (prototype: EventEmitter) => patchIncomingEmit(prototype as IncomingMessage, options),
  response: (prototype: EventEmitter) => patchResponseEmit(prototype as ServerResponse, options),
};

for (const [kind, patch] of Object.entries(patches)) {
  describe(`an event of a ${kind} that nobody hears`, () => {
    it('says so, and is heard as soon as somebody listens', () => {
      class Message extends EventEmitter {}
      patch(Message.prototype);
      const message = new Message();
      const heard: unknown[] = [];
      assert.equal(message.emit('resume', 1), false);
      message.once('resume', (value) => heard.push(value));
      assert.equal(message.emit('resume', 2), true);
      assert.equal(message.emit('resume', 3), false);
      assert.deepEqual(heard, [2]);
    });

    it('is not worth an emitter that was never made one', () => {
      class Message extends EventEmitter {}
      patch(Message.prototype);
      assert.equal(Object.create(Message.prototype).emit('resume'), false);
    });

    it('throws if it is an error', () => {
      class Message extends EventEmitter {}
      patch(Message.prototype);
      assert.throws(() => new Message().emit('error', new Error('broken pipe')), /broken pipe/);
    });

    it('still reaches whoever stands for emit', () => {
      const seen: unknown[] = [];
      class Message extends EventEmitter {
        override emit(event: string | symbol, ...values: unknown[]): boolean {
          seen.push(event);
          return super.emit(event, ...values);
        }
      }
      patch(Message.prototype);
      new Message().emit('resume');
      assert.deepEqual(seen, ['resume']);
    });
  });
}

it("Node's own emit is told by what is in it", () => {
  assert.equal(isNodesEmit(EventEmitter.prototype.emit), true);
  assert.equal(
    isNodesEmit(() => false),
    false,
  );
});
