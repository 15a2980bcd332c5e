/** The edge between two parts, moved by pointer or by keys. */

import { useRef } from 'preact/hooks';
import './splitter.css';

export interface SplitterProps {
  label: string;
  /** Pixels of the part that it measures. */
  value: number;
  least: number;
  most: number;
  onValue: (value: number) => void;
  /** The part lies to the right of it. */
  fromRight?: boolean;
  style?: Record<string, string>;
}

const STEP = 20;

export function Splitter({ label, value, least, most, onValue, fromRight = false, style }: SplitterProps) {
  const start = useRef({ x: 0, value: 0 });
  const set = (next: number) => onValue(Math.round(Math.min(Math.max(next, least), most)));
  const sign = fromRight ? -1 : 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule between texts cannot be moved
    <div
      class="splitter"
      style={style}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={least}
      aria-valuemax={most}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, value };
        event.preventDefault();
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        set(start.current.value + sign * (event.clientX - start.current.x));
      }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? STEP : event.key === 'ArrowLeft' ? -STEP : 0;
        if (step === 0) return;
        event.preventDefault();
        set(value + sign * step);
      }}
    />
  );
}
