export { generateLayout } from './generate.js';
export { formatGlp, parseGlp } from './glp.js';
export { type Box, boundingBox, type Corner, centered, coarsened, type Layout, type Polygon } from './layout.js';
export { type RasterRule, rasterize } from './raster.js';
export { denseAndSparse, normals } from './synthetic.js';
