/** The newest traces. */

import type { TraceListJson } from '../../../src/asking/waymark/shapes.ts';
import { status } from '../api/live.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Failed } from '../shell/blank.tsx';
import { TraceList } from './trace-list.tsx';
import './traces.css';

export function TracesPage() {
  const answer = useAnswer<TraceListJson>('traces', { limit: '100' }, status.value?.version);
  const { data, error } = answer.value;
  if (error) return <Failed error={error} />;
  return <TraceList traces={data?.traces ?? []} />;
}
