/** Jaeger's query APIs over the store. */

import type { TelemetryStore } from '../../store/telemetry-store.ts';
import type { Answer, Question } from '../answer.ts';
import { answerJaegerV1 } from './v1/routes.ts';
import { answerJaegerV3 } from './v3/routes.ts';

/** Undefined where the path is none of Jaeger's. Rejects with what the store says. */
export async function answerJaeger(store: TelemetryStore, question: Question): Promise<Answer | undefined> {
  return (await answerJaegerV3(store, question)) ?? answerJaegerV1(store, question);
}
