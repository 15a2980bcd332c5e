/** Log lines that wait for their request to fail, where WAYMARK_LOG_TAIL or a level asks for it. */

export {
  endTail,
  logTailOf,
  sayingNotLowered,
  tailedRecords,
  tailedSampler,
  tailedSpans,
} from '../logging/log-tail.ts';
