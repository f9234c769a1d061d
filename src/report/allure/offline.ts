// the tag of allure 3's awesome plugin: the loader and the call that configures it
const analytics =
  /<script async src="https:\/\/www\.googletagmanager\.com\/[^"]*"><\/script>\s*<script>\s*window\.dataLayer\b(?:(?!<\/script>)[\s\S])*<\/script>/g;

// a browser refuses every request that this does not name, whatever the report's scripts and attachments ask for
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' data:",
  "style-src 'unsafe-inline' data:",
  'img-src data: blob:',
  'media-src data: blob:',
  'font-src data:',
  'connect-src data: blob:',
  'frame-src data: blob:',
  "form-action 'none'",
].join('; ');

/**
 * A single-file Allure 3 report as Allure wrote it, without its analytics tag and with a content security policy that names no
 * host, so that it makes no network request. Throws Error when the tag is not the one that is known, or a reference to the
 * network is left.
 */
export function makeOffline(html: string): string {
  const tags = html.match(analytics)?.length ?? 0;
  if (tags !== 1)
    throw new Error(`the report has ${tags} analytics tags of the known form, expected 1: another version of allure?`);
  if (!html.includes('<head>')) throw new Error('the report has no <head>');
  const offline = html
    .replace(analytics, '')
    .replace('<head>', `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`);
  const left = networkReferences(offline);
  if (left.length > 0) throw new Error(`the report still refers to the network: ${left.slice(0, 5).join(', ')}`);
  return offline;
}

const host = String.raw`(?:(?:https?|wss?):)?\/\/[\w.[]`;
const patterns = [
  // elements that load, in the page and in the scripts' templates; links that a reader may click are not loaded
  String.raw`<(?:script|link|img|iframe|frame|embed|object|source|video|audio|track|image|use|input)\b[^>]*?\s(?:src|srcset|href|xlink:href|data|poster)\s*=\s*["']?\s*${host}[^\s"'>]*`,
  String.raw`@import\s+(?:url\(\s*)?["']?${host}[^\s"')]*`,
  String.raw`url\(\s*["']?${host}[^\s"')]*`,
  String.raw`\b(?:fetch|import|importScripts|sendBeacon|WebSocket|EventSource|SharedWorker|Worker)\s*\(\s*["'${'`'}]${host}[^\s"'${'`'})]*`,
  String.raw`\b(?:import|from)\s*["']${host}[^\s"']*`,
  String.raw`\.(?:src|srcset)\s*=\s*["'${'`'}]${host}[^\s"'${'`'}]*`,
  String.raw`https?:\/\/[\w.]*(?:googletagmanager|google-analytics)[^\s"']*`,
].map((pattern) => new RegExp(pattern, 'gi'));

/**
 * What an HTML page would load from the network when it is opened: elements, style sheets, imports and calls with an
 * absolute address, also inside its base64 data URLs of scripts and style sheets. Addresses that a script composes at run
 * time are not found; the content security policy is for those. Gives the offending pieces of text, at most 200 characters
 * each.
 */
export function networkReferences(html: string): string[] {
  const embedded = [
    ...html.matchAll(/data:(?:text|application)\/(?:javascript|css)[^,"']{0,40};base64,([A-Za-z0-9+/=]+)/g),
  ];
  const texts = [html, ...embedded.map(([, base64 = '']) => Buffer.from(base64, 'base64').toString('utf8'))];
  return texts.flatMap((text) =>
    patterns.flatMap((pattern) => (text.match(pattern) ?? []).map((found) => found.slice(0, 200))),
  );
}
