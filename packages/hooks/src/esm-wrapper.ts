/**
 * Stands between an importer and a real ES module whose exports are to be replaced. Its namespace cannot be
 * changed from outside, so importers get a module of ours that re-exports it, with the listed names as
 * variables that the patch may set. `export *` keeps every other name live, and no lexer is needed.
 */

/** How a wrapper module hands its variables over. Its global lives behind a symbol, made with the first wrapper. */
const RECEIVER = Symbol.for('waymark.hooks.esm');
const PREFIX = 'data:text/javascript,/*waymark*/';

type Receive = (
  variables: Record<string, unknown>,
  namespace: Record<string, unknown>,
  beside: Readonly<Record<string, object>>,
) => void;

/** Gets the wrapped module's exports, and the namespaces of those beside it. */
type Patch = (exports: object, beside: Readonly<Record<string, object>>) => unknown;

const NOTHING: ReadonlyMap<string, string> = new Map();

const waiting = new Map<number, Receive>();
let lastKey = 0;

/**
 * The url of a module that looks like the one at `url`.
 *
 * @param names exports that the wrapped module really has, and that may be replaced
 * @param patch given an object with the module's exports, where those of `names` can be set
 * @param beside urls, by name, of modules that the wrapped one loads
 */
export function wrapperUrl(
  url: string,
  names: readonly string[],
  patch: Patch,
  beside: ReadonlyMap<string, string> = NOTHING,
): string {
  const key = ++lastKey;
  waiting.set(key, (variables, namespace, others) =>
    replaceExports(variables, namespace, names, (exports) => patch(exports, others)),
  );
  receiveWrappers();
  return PREFIX + encodeURIComponent(wrapperSource(key, url, names, beside));
}

export function isWrapper(url: string | undefined): boolean {
  return url?.startsWith(PREFIX) ?? false;
}

function wrapperSource(
  key: number,
  url: string,
  names: readonly string[],
  beside: ReadonlyMap<string, string>,
): string {
  const real = JSON.stringify(url);
  const text = names.map((name) => JSON.stringify(name));
  const variables = text.map((name, i) => `let $${i} = ns[${name}];`).join(' ');
  const accessors = text
    .map((name, i) => `get ${name}() { return $${i} }, set ${name}(v) { $${i} = v }`)
    .join(', ');
  const exports = text.map((name, i) => `$${i} as ${name}`).join(', ');
  const others = [...beside].map(([name, each], i) => [JSON.stringify(name), JSON.stringify(each), `$$${i}`]);
  const imports = others.map(([, each, local]) => `import * as ${local} from ${each};`).join(' ');
  const namespaces = others.map(([name, , local]) => `${name}: ${local}`).join(', ');
  return (
    `import * as ns from ${real}; export * from ${real}; ${imports} ${variables} export { ${exports} };` +
    `globalThis[Symbol.for(${JSON.stringify(RECEIVER.description)})](${key}, { ${accessors} }, ns, { ${namespaces} });`
  );
}

function receiveWrappers(): void {
  if (Object.hasOwn(globalThis, RECEIVER)) return;
  const receive = (key: number, ...of: Parameters<Receive>): void => {
    const take = waiting.get(key);
    waiting.delete(key);
    take?.(...of);
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
