/** An application in one file that was made without our plugin: no module of it is loaded, and somebody has to say so. */

import { clearTimeout, setTimeout } from '@waymark/delivery/builtins';
import type { Hooks } from '@waymark/hooks';
import { loadChunk } from '../chunks/load.ts';
import { mainScript } from '../main-script.ts';
import { isMainProcess, report } from '../report.ts';

/** By then a server has loaded what it loads. A program that ends sooner is not asked, and waits for nothing. */
const LOADED_AFTER_MS = 2000;

/**
 * Looks once, when the application has long started, whether its main script is a bundle of packages that we know. What an
 * installed command is made of is its own business.
 * @param targets names of the modules that the hooks patch
 */
export function watchForDarkBundle(targets: () => readonly string[], hooks: Hooks): () => void {
  const script = mainScript();
  if (script === undefined || isInstalled(script) || !isMainProcess()) return () => {};
  const look = () => {
    loadChunk('dark-bundle').reportDark(script, [...new Set(targets())], hooks.met, report);
  };
  const timer = setTimeout(look, LOADED_AFTER_MS).unref();
  return () => clearTimeout(timer);
}

function isInstalled(script: string): boolean {
  return script.includes('node_modules') && /[\\/]node_modules[\\/]/.test(script);
}
