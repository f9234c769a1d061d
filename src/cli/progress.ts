import type { Progress } from '../run/index.js';

const INTERVAL = 100; // milliseconds between two lines: more only flickers

/** A line on the terminal that says how far a run is; nothing where stderr is not a terminal. */
export function showProgress(name: string): { show(progress: Progress): void; clear(): void } {
  const { stderr } = process;
  let shown = 0;
  return {
    show({ iteration, until, loss, eta }) {
      const now = performance.now();
      if (!stderr.isTTY || now - shown < INTERVAL) return;
      shown = now;
      const share = `${Math.floor((100 * iteration) / until)} %`;
      const measured = loss === undefined ? '' : `, loss ${loss.toPrecision(6)}`;
      stderr.write(`\r\x1b[K${name}: iteration ${iteration} of ${until} (${share})${measured}, ${clock(eta)} left`);
    },
    clear() {
      if (shown > 0) stderr.write('\r\x1b[K');
    },
  };
}

/** Seconds as a person reads them. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
