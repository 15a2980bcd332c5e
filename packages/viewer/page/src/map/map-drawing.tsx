/** The map as boxes and arrows. Boxes are buttons; what the arrows say stands in the panel and in the tables as well. */

import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ServiceMapJson } from '../../../src/asking/waymark/shapes.ts';
import { Icon } from '../controls/icons.tsx';
import { stepTo } from '../filter/params.ts';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { CallArrow } from './call-arrow.tsx';
import { rateText, shareText } from './figures.ts';
import type { Point } from './layout.ts';
import { useLayout } from './use-layout.ts';

/** As in the style sheet. */
const WIDTH = 236;
const HEIGHT = 62;
const LEAST_ZOOM = 0.35;

export function MapDrawing({ map, service }: { map: ServiceMapJson; service: string }) {
  const box = useRef<HTMLDivElement>(null);
  const room = useSignal({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() => {
      room.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const calls = map.calls.filter(({ parent, child }) => parent !== child);
  const answer = useLayout({
    services: map.services.map(({ name }) => name).sort(),
    calls: calls.map(({ parent, child }) => ({ parent, child })),
    width: WIDTH,
    height: HEIGHT,
  }).value;
  return (
    <div ref={box} class="map-drawing">
      {answer && <Drawing map={map} service={service} room={room.value} {...answer} />}
    </div>
  );
}

type Answer = NonNullable<ReturnType<typeof useLayout>['value']>;

interface DrawingProps extends Answer {
  map: ServiceMapJson;
  service: string;
  room: { width: number; height: number };
}

/** Draws with the answer's own services: those of the map may be newer, and have no place yet. */
function Drawing({ map, service, room, question, layout }: DrawingProps) {
  const fit = Math.min(1, room.width / layout.width, room.height / layout.height);
  const zoom = Math.max(LEAST_ZOOM, fit);
  const byName = new Map(map.services.map((each) => [each.name, each]));
  const byEnds = new Map(map.calls.map((each) => [`${each.parent}\n${each.child}`, each]));
  const most = Math.max(1, ...map.calls.map(({ calls }) => calls));
  return (
    <div class="map-paper" style={{ width: `${layout.width * zoom}px`, height: `${layout.height * zoom}px` }}>
      <div
        class="map-scaled"
        style={{ width: `${layout.width}px`, height: `${layout.height}px`, transform: `scale(${zoom})` }}
      >
        <svg width={layout.width} height={layout.height} aria-hidden="true">
          {question.calls.map(({ parent, child }, index) => {
            const call = byEnds.get(`${parent}\n${child}`);
            const near = service === '' || parent === service || child === service;
            return (
              call && (
                <CallArrow
                  key={`${parent}\n${child}`}
                  call={call}
                  way={layout.calls[index]!}
                  most={most}
                  seconds={map.seconds}
                  faded={!near}
                />
              )
            );
          })}
        </svg>
        {question.services.map((name, index) => {
          const figures = byName.get(name);
          return (
            figures && (
              <ServiceBox
                key={name}
                figures={figures}
                seconds={map.seconds}
                at={layout.services[index]!}
                chosen={name === service}
                toItself={byEnds.get(`${name}\n${name}`)?.calls ?? 0}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

interface ServiceBoxProps {
  figures: ServiceMapJson['services'][number];
  seconds: number;
  at: Point;
  chosen: boolean;
  /** Calls that stay in the service. */
  toItself: number;
}

function ServiceBox({ figures, seconds, at, chosen, toItself }: ServiceBoxProps) {
  const { name, kind, requests, errors, p95Nano } = figures;
  return (
    <button
      type="button"
      class={`service-box series-${seriesOf(name)} ${errors > 0 ? 'failing' : ''} ${kind ?? ''}`}
      aria-pressed={chosen}
      style={{ transform: `translate(${at.x - WIDTH / 2}px, ${at.y - HEIGHT / 2}px)` }}
      onClick={() => stepTo({ service: chosen ? undefined : name })}
    >
      <span class="service">
        <span class="dot" />
        <b class="value clipped">{name}</b>
        {kind && <span class="soft">{kind}</span>}
        {toItself > 0 && (
          <span class="soft" title={`It calls itself, ${rateText(toItself, seconds)}`}>
            ↻
          </span>
        )}
      </span>
      {requests > 0 ? (
        <span class="service-figures">
          <span>{rateText(requests, seconds)}</span>
          {p95Nano !== undefined && <span title="95 % are faster">p95 {durationText(p95Nano)}</span>}
          {errors > 0 && (
            <span class="error-text">
              <Icon name="error" /> {shareText(errors, requests)} <span class="unseen">failed</span>
            </span>
          )}
        </span>
      ) : (
        <span class="service-figures">no requests</span>
      )}
    </button>
  );
}
