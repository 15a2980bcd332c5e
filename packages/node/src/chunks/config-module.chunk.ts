export { loadConfigModule } from '../options/config-module.ts';
