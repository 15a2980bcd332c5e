export { configFromFile } from '../config-file/config-file.ts';
