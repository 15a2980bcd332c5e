/** The text of what a call of a logger was given, for loggers that print it in a form of their own. */
import { format, stripVTControlCharacters } from 'node:util';
import { isError } from './exception.ts';
import { isPrimitive } from './plain-value.ts';

/**
 * The arguments as `util.format` joins them, without colours. An error is its name and message: its stack is in
 * `exception.stacktrace`. Runs the `inspect` and `toString` of the app's objects, as printing them does; where those throw, the
 * message is what needs none of them.
 */
export function messageOf(args: readonly unknown[]): string {
  try {
    return formatted(args);
  } catch {
    return args.filter(isPrimitive).join(' ');
  }
}

function formatted(args: readonly unknown[]): string {
  const [first] = args;
  if (args.length === 1 && typeof first === 'string') return plainText(first);
  if (args.length === 1 && isError(first)) return first.message;
  return plainText(format(...args.map((arg) => (isError(arg) ? `${arg.name}: ${arg.message}` : arg))));
}

/** Without the codes that colour it in a terminal. */
export function plainText(text: string): string {
  return text.includes('\u001b') ? stripVTControlCharacters(text) : text;
}
