/**
 * A browser for tests of web pages: Chromium as Debian packages it, unpacked into the cache. Plain JavaScript for Node 20.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianEnv, debianPackages, missingDebianPackages } from './debian-packages.mjs';
import { leftOut } from './left-out.mjs';

/** DejaVu has no Chinese, Japanese or Korean: such text is right in the page, and boxes on a screenshot. */
const PACKAGES = ['chromium', 'fonts-dejavu-core', 'fontconfig-config'];

/** Why there is no browser here, or undefined. */
export const missingChromium = (env = process.env) => missingDebianPackages(env, PACKAGES);

/** What a test passes as `skip`, as `skipWithoutServer` has it. */
export function skipWithoutChromium(env = process.env) {
  const missing = missingChromium(env);
  if (!missing) return false;
  return leftOut(`no Chromium to test in. ${missing}`, env);
}

/** Fetches it, 150 MB, unless it is in the cache already. Resolves to `{ executablePath, env }` for a launch. */
export async function chromium({ log = () => {} } = {}) {
  const root = await debianPackages({ log, packages: PACKAGES });
  const { LD_LIBRARY_PATH: libraries, ...env } = debianEnv(root);
  // One library stands in a folder that an installed system finds by the path that is written into another.
  const pulse = libraries.split(':').map((folder) => join(folder, 'pulseaudio'));
  return {
    // Not `usr/bin/chromium`: that is a script, which reads settings of the machine.
    executablePath: join(root, 'usr/lib/chromium/chromium'),
    env: {
      ...env,
      LD_LIBRARY_PATH: [libraries, ...pulse].join(':'),
      FONTCONFIG_FILE: await fontSettings(root),
    },
  };
}

/** The fonts that came with it, and no others: what a screenshot looks like is not the machine's to say. */
async function fontSettings(root) {
  const file = join(root, 'fonts.conf');
  if (!existsSync(file)) {
    await writeFile(
      file,
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>${join(root, 'usr/share/fonts')}</dir><cachedir>${join(root, 'fonts-cache')}</cachedir></fontconfig>
`,
    );
  }
  return file;
}
