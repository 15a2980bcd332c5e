export { loadConfigModule } from '../config-module.ts';
