/** How good landmarks are, by the normalised mean errors (NME) of all faces up to a threshold. */
export interface Quality {
  /** The mean over the faces that were compared. */
  readonly nme: number;
  /** The area under the cumulative error curve up to the threshold, as a share of the whole: 1 when every error is 0. */
  readonly auc: number;
  /** The share of faces whose error is over the threshold. */
  readonly failureRate: number;
  /** The cumulative error curve: the share of faces whose error is at most i steps, i = 0 to {@link STEPS}, the threshold. */
  readonly curve: readonly number[];
}

/** Steps of a curve between 0 and the threshold. */
export const STEPS = 400;

/**
 * Collects any number of faces in constant memory. A face that was lost has failed, but has no error. AUC and failure rate are
 * exact, not read off the curve: the area under a cumulative distribution up to t is the mean of max(0, t - error).
 */
export function collectQuality(threshold: number): { add(nme: number): void; lose(): void; result(): Quality } {
  const counts = new Float64Array(STEPS + 1);
  let [faces, lost, failures, sum, area] = [0, 0, 0, 0, 0];
  return {
    add(nme) {
      faces++;
      sum += nme;
      if (nme > threshold) failures++;
      else {
        area += threshold - nme;
        counts[Math.min(STEPS, Math.ceil((nme / threshold) * STEPS))]++;
      }
    },
    lose() {
      lost++;
    },
    result() {
      const all = faces + lost;
      let below = 0;
      const curve = Array.from(counts, (count) => {
        below += count;
        return below / all;
      });
      return { nme: sum / faces, auc: area / threshold / all, failureRate: (failures + lost) / all, curve };
    },
  };
}
