import { lightSide } from './camera.js';
import { POINTS } from './design.js';
import { layerAt } from './layer.js';
import { LAYOUT } from './layout.js';
import type { Look } from './look.js';
import { gridNoise, valueNoise } from './noise.js';
import type { SkinLayers } from './skin-layers.js';

/** A place of the skin: in the canonical layout, and on the face in mm. */
export interface Place {
  readonly u: number;
  readonly v: number;
  readonly x: number;
  readonly y: number;
}

/** 0 before `from`, 1 after `to`, a smooth step between them. */
export function smoothStep(from: number, to: number, x: number): number {
  const t = Math.max(0, Math.min(1, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

const bell = (x: number): number => Math.exp(-0.5 * (x * x));
/** v of the inner lips in the layout: landmarks 62 and 66. */
const UPPER_LIP = LAYOUT[POINTS + 62];
const LAYOUT_GAP = LAYOUT[POINTS + 66] - UPPER_LIP;

/** Whether there is hair on the head. */
export const hasHair = ({ hairline }: Look): boolean => hairline > -71;

/** The gray of hair at a point in mm: strands along y. */
export const hairAt = ({ hair, seed }: Look, x: number, y: number, z: number): number =>
  hair * (1 + 0.3 * valueNoise(x / 2.2 + z / 3, y / 17, seed + 9) + 0.15 * valueNoise(x / 0.9, y / 9, seed + 10));

/** The gray of bare skin: mottling of three sizes. */
export const skinAt = ({ skin, mottling, seed }: Look, u: number, v: number): number =>
  skin *
  (1 +
    mottling *
      (valueNoise(u / 14, v / 14, seed + 20) +
        0.6 * valueNoise(u / 4, v / 4, seed + 21) +
        0.35 * valueNoise(u / 1.3, v / 1.3, seed + 22)));

/** Paints the skin of one face: albedo at a place, and whether it is an eyeball, which is shaded as a ball. */
export class Skin {
  readonly #look: Look;
  readonly #layers: SkinLayers;
  readonly #shape: Float64Array;
  /** Opening of the mouth in mm, and its middle. */
  readonly #gap: number;
  readonly #mouthX: number;

  /** `shape` is the face in space: [3 * 68]. */
  constructor(look: Look, layers: SkinLayers, shape: Float64Array) {
    this.#look = look;
    this.#layers = layers;
    this.#shape = shape;
    this.#gap = Math.max(0.1, shape[POINTS + 66] - shape[POINTS + 62]);
    this.#mouthX = shape[62];
  }

  /** The gray of the surface, and how much of an eyeball it is. */
  at(place: Place): { albedo: number; eyeball: number } {
    const { u, v, x, y } = place;
    const look = this.#look;
    const { dark, light } = this.#layers;
    let albedo = skinAt(look, u, v);
    const shadow = layerAt(dark, u, v) * look.crease;
    albedo *= Math.exp(-1.15 * shadow) * (1 + layerAt(light, u, v));
    albedo = this.#stubble(albedo, u, v);
    albedo = this.#brow(albedo, u, v);
    albedo = this.#mouth(albedo, place);
    const eye = this.#eye(albedo, place);
    albedo = eye.albedo;
    if (hasHair(look)) {
      const line = this.#hairline(u, v);
      const share = smoothStep(line + 2.5, line - 2.5, v);
      if (share > 0) albedo = albedo * (1 - share) + hairAt(look, x * 1.3, y, 0) * share;
    }
    return { albedo, eyeball: eye.eyeball };
  }

  #hairline(u: number, v: number): number {
    const { hairline, seed } = this.#look;
    return (
      hairline +
      7 * valueNoise(u / 22, 1.5, seed + 40) +
      3 * valueNoise(u / 3, v / 3, seed + 41) +
      0.01 * u * u * (v < 0 ? 1 : 0.55)
    );
  }

  #stubble(albedo: number, u: number, v: number): number {
    const { stubble, seed } = this.#look;
    if (!(stubble > 0 && v > 40)) return albedo;
    const bare = smoothStep(0, 1, 1 - Math.abs(u) / 6) * (v < 56 ? 1 : 0);
    const density = smoothStep(46, 62, v) * (1 - 0.5 * bare);
    return albedo * (1 - stubble * density * (0.8 + 0.4 * gridNoise(Math.floor(u * 2), Math.floor(v * 2), seed)));
  }

  #brow(albedo: number, u: number, v: number): number {
    const { brow, browThickness, hair, seed } = this.#look;
    const distance = layerAt(this.#layers.brow, u, v) - browThickness * 0.8;
    if (distance >= 1.2) return albedo;
    const share = smoothStep(0.9, -0.7, distance + 0.7 * valueNoise(u * 1.1 + v * 0.5, v * 0.9, seed + 50));
    return albedo * (1 - share) + (albedo * (1 - brow) * 0.75 + 0.25 * hair * (1 - brow) + 6) * share;
  }

  #mouth(albedo: number, place: Place): number {
    const { u, v } = place;
    const { lip, lipEdge, seed } = this.#look;
    const outer = layerAt(this.#layers.outerLips, u, v);
    if (outer >= 1.5) return albedo;
    const inner = layerAt(this.#layers.innerLips, u, v);
    const share = smoothStep(0.55, -0.55, outer);
    const fullness = v < UPPER_LIP + 3 ? 1.12 : 0.95;
    let gray = albedo;
    gray *= 1 + share * (lip - 1) * fullness * (1 + 0.12 * valueNoise(u / 1.1, v / 6, seed + 60));
    gray *= 1 - 0.12 * bell(outer / 0.6) * lipEdge;
    const opening = smoothStep(0.5, -0.5, inner);
    if (opening > 0) gray = gray * (1 - opening) + this.#insideMouth(place) * opening;
    return gray * (1 - 0.5 * bell(inner / 0.75) * (0.4 + lipEdge));
  }

  /** Teeth below the upper lip, a tongue where the mouth is wide open, dark elsewhere. */
  #insideMouth({ v, x }: Place): number {
    const { teeth, skin } = this.#look;
    const gap = this.#gap;
    const across = x - this.#mouthX;
    // below the upper lip in mm, from the place in the layout
    const depth = ((v - UPPER_LIP) / LAYOUT_GAP) * gap;
    const dark = 14 + 18 * smoothStep(0, 14, depth);
    const height = Math.min(7, 0.62 * gap);
    const toothShare =
      smoothStep(0.2, 1.2, gap - 2.6) * smoothStep(height, height - 0.8, depth) * smoothStep(19, 15, Math.abs(across));
    // teeth are 7.5 mm wide, dark between
    const between = 0.25 * bell(((across / 7.5 - Math.round(across / 7.5)) * 7.5) / 0.35);
    const gray = dark * (1 - toothShare) + teeth * 0.85 * toothShare * (1 - between);
    const tongue = smoothStep(gap - 5.5, gap - 3.5, depth) * smoothStep(7, 9, gap);
    return gray * (1 - tongue) + tongue * 0.55 * skin;
  }

  #eye(albedo: number, { u, v, x, y }: Place): { albedo: number; eyeball: number } {
    const { eye, upperLid, lowerLid } = this.#layers;
    const distance = layerAt(eye, u, v);
    if (distance >= 3) return { albedo, eyeball: 0 };
    const eyeball = smoothStep(0.35, -0.35, distance);
    const upper = layerAt(upperLid, u, v);
    let gray = albedo * (1 - eyeball) + this.#eyeball(u < 0, upper, x, y) * eyeball;
    gray *= 1 - 0.72 * bell(upper / 0.75);
    gray *= 1 - 0.34 * bell(layerAt(lowerLid, u, v) / 0.6);
    return { albedo: gray, eyeball };
  }

  /** Sclera, iris, pupil and the light's reflection; `upper` is the distance to the upper lid, which throws a shadow. */
  #eyeball(isLeft: boolean, upper: number, x: number, y: number): number {
    const look = this.#look;
    const shape = this.#shape;
    const [outer, inner] = isLeft ? [36, 39] : [42, 45];
    const centerX = (shape[outer] + shape[inner]) / 2;
    const centerY = (shape[POINTS + outer] + shape[POINTS + inner]) / 2;
    const [irisX, irisY] = [centerX + look.gazeX, centerY - 1.0 + look.gazeY];
    const radius = Math.hypot(x - irisX, y - irisY);
    let gray =
      look.sclera * (1 - 0.25 * smoothStep(4, 15, Math.abs(x - centerX))) * (1 - 0.35 * Math.exp(-upper / 1.6));
    const iris = smoothStep(6.2, 5.4, radius);
    const rays = 1 + 0.2 * valueNoise(Math.atan2(y - irisY, x - irisX) * 6, radius, look.seed + 70);
    gray = gray * (1 - iris) + iris * (look.iris * (0.7 + 0.4 * smoothStep(5.8, 3, radius)) * rays);
    const pupil = smoothStep(2.7, 2.1, radius);
    gray = gray * (1 - pupil) + 10 * pupil;
    if (Math.hypot(x - irisX + 1.8 * lightSide(look), y - irisY + 1.9) < 1.0) gray = 240;
    // a shut eye shows lashes, not sclera
    const [lid, below] = isLeft ? [37, 41] : [44, 46];
    return gray * (0.25 + 0.75 * smoothStep(1.0, 3.4, shape[POINTS + below] - shape[POINTS + lid]));
  }
}
