// Puts every real backend into the cache, all at once: what takes minutes, before tests whose limits it would use up.

import { missingStacks, stacks } from '../../examples/polyglot/install.mjs';
import { prepareCheckers } from '../deploy/checkers.mjs';
import { gitleaksCases, skipWithoutGitleaks } from '../redaction/gitleaks.mjs';
import { chromium, skipWithoutChromium } from './chromium.mjs';
import { jaegerBinary, skipWithoutJaeger } from './jaeger-binary.mjs';
import { prepareServers } from './servers.mjs';

try {
  await Promise.all([
    skipWithoutJaeger() === false ? jaegerBinary() : undefined,
    skipWithoutChromium() === false ? chromium({ log: console.error }) : undefined,
    skipWithoutGitleaks() === false ? gitleaksCases() : undefined,
    prepareServers(),
    prepareCheckers(),
    missingStacks() ? undefined : stacks(),
  ]);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
