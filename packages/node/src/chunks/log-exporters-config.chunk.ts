/** Reads where log records go that leave by a protocol of their own, where such an exporter is named. */

export { readLogExporterOptions } from '../config/log-exporter-options.ts';
