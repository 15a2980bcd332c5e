// packages/viewer/dist/types: the declarations that `index.d.ts` reaches. Types of packages that are bundled come along.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { withDeclarations } from './declarations.mjs';

const SOURCES = 'packages/viewer/src';
/** Of OTLP the viewer's own types name those of its JSON, which are a file that stands on nothing else. */
const BUNDLED = { '@waymark/otlp': 'packages/otlp/src/json/otlp-json' };
const SPECIFIER = /((?:from|import\() ?['"])([^'"]+)(['"])/g;

export function emitViewerTypes(home, dist) {
  // What is imported by a package's name is not declared by the way.
  const bundled = Object.values(BUNDLED).map((path) => join(home, '../..', `${path}.ts`));
  withDeclarations([join(home, 'src/index.ts'), ...bundled], (out) => {
    const written = new Set();
    const write = (path) => {
      if (written.has(path)) return;
      written.add(path);
      const text = readFileSync(join(out, `${path}.d.ts`), 'utf8');
      const file = join(dist, 'types', `${placeOf(path)}.d.cts`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        text.replace(SPECIFIER, (_, before, id, after) => before + named(id, path, write) + after),
      );
    };
    write(`${SOURCES}/index`);
  });
}

/** What an import is called in `dist/types`; `write` puts it there. */
function named(id, from, write) {
  if (id.startsWith('node:')) return id;
  const path = id.startsWith('.') ? join(dirname(from), id.replace(/\.[jt]s$/, '')) : BUNDLED[id];
  if (path === undefined)
    throw new Error(`${from} exports types of ${id}, which is not installed with the viewer`);
  write(path);
  const to = relative(dirname(placeOf(from)), placeOf(path));
  return `${to.startsWith('.') ? to : `./${to}`}.cjs`;
}

/** Below `dist/types`. */
function placeOf(path) {
  return path.startsWith(SOURCES) ? relative(SOURCES, path) : path.replace(/^packages\/(\w+)\/src\//, '$1/');
}
