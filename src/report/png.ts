import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const require = createRequire(import.meta.url);
const FAMILY = 'Inter';
const FONTS = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'];
/** Pixels of the picture for each of the figure's, so that text is sharp. */
const ZOOM = 2;

let fonts: Uint8Array[] | undefined;

/**
 * The bytes of a PNG of a figure as a light page shows it, at twice its size. It is drawn by WebAssembly with a font of its
 * own, so that every machine gives the same bytes.
 */
export async function figureToPng(svg: string): Promise<Uint8Array> {
  if (fonts === undefined) {
    await initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
    fonts = FONTS.map((file) => readFileSync(require.resolve(`@expo-google-fonts/inter/${file}`)));
  }
  const font = { loadSystemFonts: false, fontBuffers: fonts, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY };
  const image = new Resvg(light(svg), { font, fitTo: { mode: 'zoom', value: ZOOM } }).render();
  try {
    return image.asPng();
  } finally {
    image.free();
  }
}

/** The figure without its rules for dark pages, which the renderer would not tell from the others. */
const light = (svg: string): string => svg.replace(/@media \(prefers-color-scheme:dark\)\{[\s\S]*?\}\n\}/g, '');
