import type { Progress } from '../run/index.js';

const INTERVAL = 100; // milliseconds between two lines: more only flickers

/** A line on the terminal that says how far a run is; nothing where stderr is not a terminal. */
export function showProgress(name: string): { show(progress: Progress): void; clear(): void } {
  const { show, clear } = terminalLine();
  return {
    show: ({ iteration, until, loss, eta }) =>
      show(() => {
        const measured = loss === undefined ? '' : `, loss ${loss.toPrecision(6)}`;
        return `${name}: iteration ${iteration} of ${until} (${share(iteration, until)})${measured}, ${clock(eta)} left`;
      }),
    clear,
  };
}

/** The same for a task of so many equal parts. */
export function showCount(name: string): { show(done: number, total: number): void; clear(): void } {
  const { show, clear } = terminalLine();
  const began = performance.now();
  return {
    show: (done, total) =>
      show(() => {
        const eta = ((performance.now() - began) / 1000 / done) * (total - done);
        return `${name}: ${done} of ${total} (${share(done, total)}), ${clock(eta)} left`;
      }),
    clear,
  };
}

function terminalLine(): { show(text: () => string): void; clear(): void } {
  const { stderr } = process;
  let shown = 0;
  return {
    show(text) {
      const now = performance.now();
      if (!stderr.isTTY || now - shown < INTERVAL) return;
      shown = now;
      stderr.write(`\r\x1b[K${text()}`);
    },
    clear() {
      if (shown > 0) stderr.write('\r\x1b[K');
    },
  };
}

const share = (done: number, total: number): string => `${Math.floor((100 * done) / total)} %`;

/** Seconds as a person reads them. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
