import type { Progress } from '../run/index.js';

const INTERVAL = 100; // milliseconds between two lines: more only flickers

/** A line on the terminal that is written over; nothing where stderr is not a terminal. */
export function statusLine(): { show(text: string): void; clear(): void } {
  const { stderr } = process;
  let shown = 0;
  return {
    show(text) {
      const now = performance.now();
      if (!stderr.isTTY || now - shown < INTERVAL) return;
      shown = now;
      stderr.write(`\r\x1b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
    },
    clear() {
      if (shown > 0) stderr.write('\r\x1b[K');
    },
  };
}

/** Says on the terminal how far a run is. */
export function showProgress(name: string): { show(progress: Progress): void; clear(): void } {
  const { show, clear } = statusLine();
  return {
    show({ iteration, until, loss, eta }) {
      const share = `${Math.floor((100 * iteration) / until)} %`;
      const measured = loss === undefined ? '' : `, loss ${loss.toPrecision(6)}`;
      show(`${name}: iteration ${iteration} of ${until} (${share})${measured}, ${clock(eta)} left`);
    },
    clear,
  };
}

/** Says on the terminal how many of so many equal parts are done. */
export function showCount(name: string): { show(done: number, total: number): void; clear(): void } {
  const { show, clear } = statusLine();
  const began = performance.now();
  return {
    show(done, total) {
      const eta = ((performance.now() - began) / 1000 / done) * (total - done);
      show(`${name}: ${done} of ${total} (${Math.floor((100 * done) / total)} %), ${clock(eta)} left`);
    },
    clear,
  };
}

/** Seconds as a person reads them. */
export function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
