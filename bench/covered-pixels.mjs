/**
 * How many pairs of a Gaussian and a pixel inside its cutoff there are: the work of drawing, by any engine.
 * @param {{ position: Float32Array, scale: Float32Array }} gaussians axis-aligned, [N, 2] each, in units of the image's side
 * @param {number} size side of the image, in pixels
 * @param {number} cutoff squared distance, in standard deviations
 */
export function coveredPixels({ position, scale }, size, cutoff) {
  let covered = 0;
  for (let i = 0; i < position.length; i += 2) {
    const [x, y, sx, sy] = [position[i], position[i + 1], scale[i], scale[i + 1]].map((value) => value * size);
    const reach = Math.sqrt(cutoff) * sy;
    for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(size - 1, Math.floor(y + reach)); row++) {
      const v = (row - y) / sy;
      const half = sx * Math.sqrt(Math.max(0, cutoff - v * v));
      covered += Math.max(0, Math.min(size - 1, Math.floor(x + half)) - Math.max(0, Math.ceil(x - half)) + 1);
    }
  }
  return covered;
}
