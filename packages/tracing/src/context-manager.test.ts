import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from './context.ts';
import { WaymarkContextManager } from './context-manager.ts';

const KEY = Symbol('key');
const one = ROOT.setValue(KEY, 'one');
const two = ROOT.setValue(KEY, 'two');

function managed() {
  const manager = new WaymarkContextManager().enable();
  return { manager, seen: () => manager.active().getValue(KEY) };
}

test('nothing is active outside of every context', () => {
  const { manager } = managed();
  assert.equal(manager.active(), ROOT);
});

test('with activates a context for the call, nests, and restores it after a throw', () => {
  const { manager, seen } = managed();
  manager.with(one, () => {
    assert.equal(seen(), 'one');
    assert.throws(() =>
      manager.with(two, () => {
        assert.equal(seen(), 'two');
        throw new Error('from the app');
      }),
    );
    assert.equal(seen(), 'one');
  });
  assert.equal(seen(), undefined);
});

test('with passes the receiver and the arguments, and returns what the function returns', () => {
  const { manager } = managed();
  const receiver = { factor: 2 };
  function scale(this: { factor: number }, a: number, b: number) {
    return this.factor * (a + b);
  }
  assert.equal(manager.with(one, scale, receiver, 3, 4), 14);
  assert.equal(
    manager.with(one, (a: number, b: number) => a + b, undefined, 3, 4),
    7,
  );
});

test('run passes up to three arguments in the given context', () => {
  const { manager, seen } = managed();
  assert.deepEqual(
    manager.run(one, (a: number, b: string, c: boolean) => [seen(), a, b, c], 1, 'b', true),
    ['one', 1, 'b', true],
  );
  assert.equal(manager.run(one, seen), 'one');
});

test('two interleaved async executions each keep their own context', async () => {
  const { manager, seen } = managed();
  const twice = async () => {
    await delay(1);
    const first = seen();
    await new Promise(setImmediate);
    return [first, seen()];
  };
  const both = await Promise.all([manager.with(one, twice), manager.with(two, twice)]);
  assert.deepEqual(both, [
    ['one', 'one'],
    ['two', 'two'],
  ]);
});

test('a bound function runs in its context, with its receiver, and keeps its number of parameters', () => {
  const { manager, seen } = managed();
  const bound = manager.bind(one, function (this: unknown, a: number, b: number) {
    return [this, seen(), a, b];
  });
  const receiver = {};
  assert.equal(bound.length, 2);
  assert.deepEqual(
    manager.with(two, () => bound.call(receiver, 1, 2)),
    [receiver, 'one', 1, 2],
  );
});

test('what is neither a function nor an emitter comes back from bind as it is', () => {
  const { manager } = managed();
  const target = { on: 1 };
  assert.equal(manager.bind(one, target), target);
  assert.equal(manager.bind(one, undefined), undefined);
});

for (const method of ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const) {
  test(`a listener added with ${method} runs in the context of its emitter`, () => {
    const { manager, seen } = managed();
    const emitter = manager.bind(one, new EventEmitter());
    const calls: unknown[] = [];
    emitter[method]('event', function (this: unknown, value: unknown) {
      calls.push([this === emitter, seen(), value]);
    });
    manager.with(two, () => emitter.emit('event', 7));
    emitter.emit('event', 8);
    const always = method === 'on' || method === 'addListener' || method === 'prependListener';
    const expected = [[true, 'one', 7]];
    if (always) expected.push([true, 'one', 8]);
    assert.deepEqual(calls, expected);
  });

  test(`a listener added with ${method} can be counted, listed and removed`, () => {
    const { manager } = managed();
    const announced: unknown[] = [];
    const emitter = new EventEmitter();
    emitter.on('newListener', (_event, listener) => announced.push(listener));
    manager.bind(one, emitter);
    const listener = () => assert.fail('a removed listener was called');
    emitter[method]('event', listener);
    assert.deepEqual(announced, [listener]);
    assert.deepEqual(emitter.listeners('event'), [listener]);
    assert.equal(emitter.listenerCount('event', listener), 1);
    emitter.removeListener('event', listener);
    assert.equal(emitter.listenerCount('event'), 0);
    emitter[method]('event', listener);
    emitter.off('event', listener);
    emitter[method]('event', listener);
    emitter.removeAllListeners('event');
    emitter.emit('event');
  });
}

test('listeners that were there before the bind keep the context of whoever emits', () => {
  const { manager, seen } = managed();
  const emitter = new EventEmitter();
  let context: unknown;
  emitter.on('event', () => {
    context = seen();
  });
  manager.bind(one, emitter);
  manager.with(two, () => emitter.emit('event'));
  assert.equal(context, 'two');
});

test('the first bind of an emitter wins', () => {
  const { manager, seen } = managed();
  const emitter = manager.bind(two, manager.bind(one, new EventEmitter()));
  let context: unknown;
  emitter.on('event', () => {
    context = seen();
  });
  emitter.emit('event');
  assert.equal(context, 'one');
});

test('a prepended listener still comes first, and a once listener may add itself again', () => {
  const { manager } = managed();
  const emitter = manager.bind(one, new EventEmitter());
  const calls: string[] = [];
  const again = () => {
    calls.push('once');
    if (calls.length < 4) emitter.once('event', again);
  };
  emitter.once('event', again);
  emitter.prependListener('event', () => calls.push('first'));
  emitter.emit('event');
  emitter.emit('event');
  emitter.emit('event');
  assert.deepEqual(calls, ['first', 'once', 'first', 'once', 'first']);
});

test('a once listener is called once, though its event is emitted again while it is on its way', () => {
  const { manager } = managed();
  const emitter = manager.bind(one, new EventEmitter());
  const calls: number[] = [];
  emitter.on('event', (depth: number) => depth < 2 && emitter.emit('event', depth + 1));
  emitter.once('event', (depth: number) => calls.push(depth));
  emitter.emit('event', 0);
  assert.deepEqual(calls, [2]);
});

test('an emitter whose on calls its own addListener wraps a listener only once', () => {
  class Layered extends EventEmitter {
    override on(event: string, listener: () => void): this {
      return this.addListener(event, listener);
    }
  }
  const { manager } = managed();
  const emitter = manager.bind(one, new Layered());
  const listener = () => {};
  emitter.on('event', listener);
  emitter.removeListener('event', listener);
  assert.equal(emitter.listenerCount('event'), 0);
});

test('a bound stream still flows, ends and works with once()', async () => {
  const { manager, seen } = managed();
  const stream = manager.bind(one, new PassThrough());
  const chunks: unknown[] = [];
  stream.on('data', (chunk) => chunks.push([String(chunk), seen()]));
  const ended = once(stream, 'end');
  stream.end('text');
  await ended;
  assert.deepEqual(chunks, [['text', 'one']]);
});

test('a listener that is no function meets the complaint of Node', () => {
  const { manager } = managed();
  const emitter = manager.bind(one, new EventEmitter());
  for (const method of ['on', 'once'] as const)
    assert.throws(() => emitter[method]('event', 1 as never), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('attach activates until its token is disposed of, once', () => {
  const { manager, seen } = managed();
  manager.with(one, () => {
    const token = manager.attach(two);
    assert.equal(seen(), 'two');
    token.dispose();
    assert.equal(seen(), 'one');
    token.dispose();
    assert.equal(seen(), 'one');
  });
});

test('apply passes this and arguments, returns or throws, and leaves everything as it was', () => {
  const { manager, seen } = managed();
  const other = new AsyncLocalStorage<string>();
  const fn = function (this: unknown, ...args: unknown[]) {
    return [seen(), other.getStore(), this, ...args];
  };
  manager.with(one, () => {
    const inside = other.run('theirs', () => manager.apply(two, fn, 'self', [1, undefined]));
    assert.deepEqual(inside, ['two', 'theirs', 'self', 1, undefined]);
    assert.equal(seen(), 'one');
    assert.throws(() => manager.apply(two, () => assert.fail('thrown'), undefined, []), /thrown/);
    assert.equal(seen(), 'one');
    assert.equal(other.getStore(), undefined);
  });
});

test('what apply runs keeps its context over awaits', async () => {
  const { manager, seen } = managed();
  const fn = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return seen();
  };
  assert.equal(await manager.apply(two, fn, undefined, []), 'two');
});

test('with leaves what its function enters in a storage of the application', () => {
  const { manager } = managed();
  const other = new AsyncLocalStorage<string>();
  manager.with(one, () => other.enterWith('theirs'));
  assert.equal(other.getStore(), 'theirs');
});

test('after disable nothing is active', () => {
  const { manager } = managed();
  manager.with(one, () => {
    manager.disable();
    assert.equal(manager.active(), ROOT);
  });
});
