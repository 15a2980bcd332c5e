/**
 * The inputs of commands for SQS and SNS, copied before upstream's instrumentation and the application's hook write into them.
 * The application may have frozen its own, or may send it twice at once: RATIONALE.md.
 */

/** What the AWS SDK makes of a list of middlewares, and upstream wraps. */
type Handler = (command: Command) => unknown;
type Resolve = (this: unknown, handler: unknown, context: { commandName?: string }) => Handler;

interface Command {
  input?: unknown;
}

/** Of upstream's class: the version of the SDK's module, then the function that is wrapped. */
interface Patching {
  _getV3MiddlewareStackResolvePatch(version: string, original: Resolve): Resolve;
}

/** As classes of the SDK are called. Other services have a `Publish` too, to which a copy does no harm. */
const COPIED = new Set([
  'SendMessageCommand',
  'SendMessageBatchCommand',
  'ReceiveMessageCommand',
  'PublishCommand',
  'PublishBatchCommand',
]);

/** Upstream's class, under which each command that is sent has an input of its own. */
export function withOwnInputs<Class extends abstract new (...args: never[]) => object>(
  Upstream: Class,
): Class {
  return class extends (Upstream as unknown as new (...args: unknown[]) => Patching) {
    override _getV3MiddlewareStackResolvePatch(version: string, original: Resolve): Resolve {
      const resolve = super._getV3MiddlewareStackResolvePatch(version, original);
      return function (handler, context) {
        const handle = resolve.call(this, handler, context);
        return (command) => handle(withOwnInput(command, context));
      };
    }
  } as unknown as Class;
}

function withOwnInput(command: Command, context: { commandName?: string }): Command {
  // Older clients do not say the name in the context.
  if (!COPIED.has(context.commandName ?? command.constructor.name)) return command;
  return Object.assign(copyOf(command), { input: copyOf(command.input) });
}

/** Of the object alone, not of what is in it; whatever is none is given back. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  return Object.assign(Object.create(Object.getPrototypeOf(value)) as T & object, value);
}
