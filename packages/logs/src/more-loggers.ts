/** Loggers that OpenTelemetry's own instrumentations do not know. */
import { consolaPatches } from './consola/consola.ts';
import { debugPatch } from './debug/debug.ts';
import { log4jsPatches } from './log4js/log4js.ts';
import { loglevelPatch } from './loglevel/loglevel.ts';
import { nestLoggerPatches } from './nestjs/nestjs.ts';
import type { LogOptions, ModulePatch } from './options.ts';
import { roarrPatches } from './roarr/roarr.ts';
import { signalePatch } from './signale/signale.ts';
import { tslogPatches } from './tslog/tslog.ts';

/** The patches for consola 2 and 3, debug 2 to 4, log4js 3 to 6, loglevel 1, Nest 8 to 12, roarr 2.3 to 7, signale 1, tslog 4 and 5. */
export function moreLogPatches(o: LogOptions): ModulePatch[] {
  return [
    ...consolaPatches(o),
    debugPatch(o),
    ...log4jsPatches(o),
    loglevelPatch(o),
    ...nestLoggerPatches(o),
    ...roarrPatches(o),
    signalePatch(o),
    ...tslogPatches(o),
  ];
}
