import { stylesheet } from './style.js';
import { escapeXml } from './text.js';

export interface Document {
  /** The root's class, which confines the style sheet to this figure. */
  readonly className: string;
  readonly title: string;
  /** What the figure shows, in sentences, for readers who do not see it. */
  readonly description: string;
  readonly size: readonly [width: number, height: number];
  readonly body: readonly string[];
  /** Attributes data-… of the root, for a page's script. */
  readonly data?: Readonly<Record<string, string>>;
}

/** One SVG element, complete with its style for light and dark pages. */
export function svgDocument({
  className,
  title,
  description,
  size: [width, height],
  body,
  data = {},
}: Document): string {
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escapeXml(value)}"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="${className}" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"${attributes.join('')}>
<title>${escapeXml(title)}</title>
<desc>${escapeXml(description)}</desc>
${stylesheet(className)}
<rect class="background" width="${width}" height="${height}"/>
${body.join('\n')}
</svg>
`;
}
