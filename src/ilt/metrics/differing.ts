/**
 * In how many pixels two binary images differ. With a print and its target it is the squared L2 error, with the prints of
 * both process corners the PV band, with a mask and its target the binary error.
 */
export function differing(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
  return count;
}
