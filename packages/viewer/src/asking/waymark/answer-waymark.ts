/** The viewer's own API, below `/api/waymark/`; `shapes.ts` says what it gives. */

import { PlaceError } from '../../store/place-error.ts';
import type { Answer, Question } from '../answer.ts';
import { QuestionError } from '../question-error.ts';
import type { Answering, Asked } from './asked.ts';
import { events } from './events.ts';
import { exportLines } from './export.ts';
import { find } from './find.ts';
import { importLines } from './import.ts';
import { logDetails, logList } from './logs.ts';
import { matches } from './matches.ts';
import { attributeKeys, attributeValues, operations, services } from './names.ts';
import { decoded } from './parameters.ts';
import { serviceMap } from './service-map.ts';
import { skeleton } from './skeleton.ts';
import { spanDetails } from './span-details.ts';
import { status } from './status.ts';
import { traceText } from './text.ts';
import { traceList } from './traces.ts';

export const WAYMARK_PATH = '/api/waymark/';

/** Gives what becomes JSON, or a whole answer where it is something else. */
type Endpoint = (asked: Asked) => Promise<object>;

/** `:` stands for a part of the path. */
const GET: Record<string, Endpoint> = {
  traces: traceList,
  'traces/:/skeleton': skeleton,
  'traces/:/spans/:': spanDetails,
  'traces/:/events': events,
  'traces/:/matches': matches,
  'traces/:/text': traceText,
  logs: logList,
  'logs/:': logDetails,
  find,
  services,
  operations,
  attributes: attributeKeys,
  'attributes/:': attributeValues,
  status,
  map: serviceMap,
  export: exportLines,
};

const POST: Record<string, Endpoint> = { import: importLines };

const ROUTES = routesOf({ GET, POST });

/** Whatever is asked, there is an answer: errors are `{"error": "one sentence"}`. */
export async function answerWaymark(answering: Answering, question: Question): Promise<Answer> {
  try {
    const { endpoint, names } = routeOf(question);
    const { query, body } = question;
    const value = await endpoint({ ...answering, query, names, body });
    return isAnswer(value) ? value : json(200, value);
  } catch (error) {
    if (error instanceof QuestionError) return json(error.status, { error: error.message });
    if (error instanceof PlaceError) return json(400, { error: error.message });
    throw error;
  }
}

function routeOf({ method, path }: Question): { endpoint: Endpoint; names: string[] } {
  const rest = path.slice(WAYMARK_PATH.length);
  const found = ROUTES.flatMap((route) => {
    const match = route.pattern.exec(rest);
    return match ? [{ ...route, names: match.slice(1).map(decoded) }] : [];
  });
  const route = found.find((each) => each.method === (method === 'HEAD' ? 'GET' : method));
  if (route !== undefined) return route;
  if (found.length === 0) throw new QuestionError(404, `there is no ${path} here`);
  throw new QuestionError(405, `${path} does not answer to ${method}, but to ${found[0]!.method}`);
}

interface Route {
  method: string;
  pattern: RegExp;
  endpoint: Endpoint;
}

function routesOf(byMethod: Record<string, Record<string, Endpoint>>): Route[] {
  return Object.entries(byMethod).flatMap(([method, endpoints]) =>
    Object.entries(endpoints).map(([path, endpoint]) => ({
      method,
      pattern: new RegExp(`^${path.replaceAll(':', '([^/]+)')}$`),
      endpoint,
    })),
  );
}

const isAnswer = (value: object): value is Answer => 'type' in value && 'body' in value && 'status' in value;

function json(status: number, value: object): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}
