// What others wrote in the bundle: their notices, and a CycloneDX bill of materials.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from '../setup.mjs';

/** The npm packages that the module ids belong to, each version once, sorted by name. */
export function bundledPackages(moduleIds) {
  const found = new Map();
  for (const id of moduleIds) {
    const folder = packageFolder(id);
    if (folder === undefined || found.has(folder)) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    found.set(folder, { folder, name, version, license });
  }
  const unique = new Map([...found.values()].map((each) => [`${each.name}@${each.version}`, each]));
  return [...unique.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function packageFolder(id) {
  const [, path] = id.match(/^\0?(.*)$/s);
  const marker = `${sep}node_modules${sep}`;
  const at = path.lastIndexOf(marker);
  if (at < 0) return undefined;
  const parts = path.slice(at + marker.length).split(sep);
  return path.slice(0, at) + marker + parts.slice(0, parts[0].startsWith('@') ? 2 : 1).join(sep);
}

/** A text that many packages come with, as OpenTelemetry's do, stands once below the names of all of them. */
export function writeNotices(file, packages) {
  const namesByText = new Map();
  for (const { folder, name, version, license } of packages) {
    const text = licenceTexts(folder);
    if (text === '')
      throw new Error(`${name} ${version} comes without a licence text, which its notice needs`);
    namesByText.set(text, [...(namesByText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const blocks = [...namesByText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  const head = 'This package contains the following software, bundled and minified.\n';
  writeFileSync(file, [head, ...blocks].join(`\n${'-'.repeat(80)}\n\n`));
}

function licenceTexts(folder) {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|notice)/i.test(entry.name))
    .map((entry) => entry.name);
  return files
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n');
}

export function writeSbom(file, packages, home) {
  const own = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: component(own),
      properties: [{ name: 'waymark:content', value: 'bundled into dist' }],
    },
    components: packages.map((each) => ({ ...component(each), hashes: hashesOf(each) })),
  };
  writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
}

function component({ name, version, license }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type: 'library', 'bom-ref': purl, name, version, licenses: [{ license: { id: license } }], purl };
}

/** The registry's own SHA-512 of the tarball, as the lock file has it. */
function hashesOf({ folder }) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const key = folder
    .slice(root.length + 1)
    .split(sep)
    .join('/');
  const integrity = lock.packages[key]?.integrity?.match(/^sha512-(.+)$/)?.[1];
  if (integrity === undefined) throw new Error(`package-lock.json has no sha512 for ${key}`);
  return [{ alg: 'SHA-512', content: Buffer.from(integrity, 'base64').toString('hex') }];
}
