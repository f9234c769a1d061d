/**
 * How far a stage may be from the C++ that computes in single precision, given the very inputs that the C++ had. A unit of
 * rounding is 6e-8 of a value; what is summed from many values takes some of them.
 */
export const STAGE_TOLERANCES = {
  base_shape: [5e-5, 'pixels up to 250, a unit of 1.5e-5 each, through a sum of 20 modes'],
  sim_img_to_ref: [1e-7, 'values up to 0.5'],
  sim_ref_to_img: [1e-6, 'values up to 4'],
  visible: [0, 'whole numbers'],
  reg_sigma_wf: [1e-6, 'values up to 25'],
  warp: [5e-5, 'pixels up to 250, from the base shape'],
  presigma: [1e-3, 'sums of 5 neurons over 121 products each, up to 220 (golden/clnf/README.md)'],
  'response, of the area': [4e-6, 'values up to 1 (golden/clnf/README.md)'],
  response: [5e-7, 'values up to 1, through a matrix product of 121 terms'],
  shape: [5e-5, 'as base_shape'],
  d: [2e-5, 'differences of pixels as above, in reference pixels up to 11'],
  mean_shift: [2e-5, 'as d, which is taken off'],
  mean_shift_img: [5e-5, 'mean_shift times a similarity of up to 4'],
  jacobian: [5e-5, 'values up to 100'],
  hessian: [0.3, 'sums of 136 products, values up to 235,000: 1.3e-6 of them'],
  gradient: [1e-3, 'sums of 136 products, values up to 4300'],
  update: [1e-5, 'mm and pixels up to 20, from a system of condition 1e4'],
  updated: [2e-5, 'mm and pixels up to 250'],
} as const satisfies Readonly<Record<string, readonly [largest: number, reason: string]>>;

/** The largest difference that a quantity may have; 0 for what is not listed, such as places in the schedule. */
export const toleranceOf = (quantity: string): number =>
  quantity in STAGE_TOLERANCES ? STAGE_TOLERANCES[quantity as keyof typeof STAGE_TOLERANCES][0] : 0;
