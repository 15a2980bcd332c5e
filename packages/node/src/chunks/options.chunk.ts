/** Options from code: of `start(options)`, or of the module that WAYMARK_CONFIG names. Settings from the environment need none of it. */

export { loadConfigModule } from '../options/config-module.ts';
export { enableInstrumentations } from '../options/given-instrumentations.ts';
export { untakenOptions } from '../options/own-options.ts';
export { validOptions } from '../options/start-options.ts';
