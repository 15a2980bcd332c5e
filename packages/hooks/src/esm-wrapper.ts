/**
 * Stands between an importer and a real ES module whose exports are to be replaced. Its namespace cannot be
 * changed from outside, so importers get a module of ours that re-exports it, with the listed names as
 * variables that the patch may set. `export *` keeps every other name live, and no lexer is needed.
 */

/** How a wrapper module hands its variables over. Its global lives behind a symbol, made with the first wrapper. */
const RECEIVER = Symbol.for('waymark.hooks.esm');
const PREFIX = 'data:text/javascript,/*waymark*/';

type Receive = (variables: Record<string, unknown>, namespace: Record<string, unknown>) => void;

const waiting = new Map<number, Receive>();
let lastKey = 0;

/**
 * The url of a module that looks like the one at `url`.
 *
 * @param names exports that the wrapped module really has, and that may be replaced
 * @param patch given an object with the module's exports, where those of `names` can be set
 */
export function wrapperUrl(
  url: string,
  names: readonly string[],
  patch: (exports: object) => unknown,
): string {
  const key = ++lastKey;
  waiting.set(key, (variables, namespace) => replaceExports(variables, namespace, names, patch));
  receiveWrappers();
  return PREFIX + encodeURIComponent(wrapperSource(key, url, names));
}

export function isWrapper(url: string | undefined): boolean {
  return url?.startsWith(PREFIX) ?? false;
}

function wrapperSource(key: number, url: string, names: readonly string[]): string {
  const real = JSON.stringify(url);
  const text = names.map((name) => JSON.stringify(name));
  const variables = text.map((name, i) => `let $${i} = ns[${name}];`).join(' ');
  const accessors = text
    .map((name, i) => `get ${name}() { return $${i} }, set ${name}(v) { $${i} = v }`)
    .join(', ');
  const exports = text.map((name, i) => `$${i} as ${name}`).join(', ');
  return (
    `import * as ns from ${real}; export * from ${real}; ${variables} export { ${exports} };` +
    `globalThis[Symbol.for(${JSON.stringify(RECEIVER.description)})](${key}, { ${accessors} }, ns);`
  );
}

function receiveWrappers(): void {
  if (Object.hasOwn(globalThis, RECEIVER)) return;
  const receive = (
    key: number,
    variables: Record<string, unknown>,
    namespace: Record<string, unknown>,
  ): void => {
    const take = waiting.get(key);
    waiting.delete(key);
    take?.(variables, namespace);
  };
  Object.defineProperty(globalThis, RECEIVER, { value: receive, configurable: true });
}

function replaceExports(
  variables: Record<string, unknown>,
  namespace: Record<string, unknown>,
  names: readonly string[],
  patch: (exports: object) => unknown,
): void {
  const exports = { ...namespace };
  const replaced = patch(exports) as Record<string, unknown> | undefined;
  for (const name of names) variables[name] = (replaced ?? exports)[name];
}
