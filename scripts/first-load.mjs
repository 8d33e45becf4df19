// What a browser loads before the stage shows the cluster: the page with the thread that draws it, and the engine's worker. Prints both, compressed, and fails where they grew.
//   node scripts/first-load.mjs [--json]     reads dist/
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { root } from './setup.mjs';

/** Kilobytes (of 1,000 bytes) that each may have. What is asked for in the end is 250 for both. */
const LIMITS = { page: 201, worker: 336 };

const dist = path.join(root, 'dist');
if (!fs.existsSync(`${dist}/index.html`)) {
  console.error('there is no dist/: run npm run build first');
  process.exit(2);
}
const compressed = (file) => zlib.gzipSync(fs.readFileSync(file)).length;

/** A file with what it imports at once. */
function withImports(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.endsWith('.js')) return seen;
  const text = fs.readFileSync(file, 'utf8');
  for (const [, name] of text.matchAll(/(?:^|[;}\n])\s*(?:import|export)\s*(?:[\w$*{][^;'"()]*?from\s*)?["'](\.[^"']+\.js)["']/g))
    withImports(path.resolve(path.dirname(file), name), seen);
  return seen;
}

const html = fs.readFileSync(`${dist}/index.html`, 'utf8');
const linked = [...html.matchAll(/<(?:script|link)[^>]*(?:src|href)="(\.\/[^"]+\.(?:js|css))"/g)].map(([, name]) => path.join(dist, name));
const page = new Set([`${dist}/index.html`]);
for (const file of linked) withImports(file, page);
const thread = (name) => {
  const found = fs.readdirSync(`${dist}/assets`).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.js'));
  if (found.length !== 1) throw new Error(`there should be one ${name} among what was built`);
  return path.join(dist, 'assets', found[0]);
};
if (linked.length === 0) throw new Error('the built page does not look as expected');
// What draws the stage is as much of the page as what stands beside it.
withImports(thread('drawing-worker'), page);
const sum = (files) => [...files].reduce((total, file) => total + compressed(file), 0);
const sizes = { page: sum(page), worker: sum(withImports(thread('cluster-worker'))) };

if (process.argv.includes('--json')) console.log(JSON.stringify(sizes));
else {
  for (const [what, bytes] of Object.entries(sizes)) console.log(`${what.padEnd(8)} ${(bytes / 1000).toFixed(1).padStart(7)} kB compressed, at most ${LIMITS[what]}`);
  if (Object.entries(sizes).some(([what, bytes]) => bytes > LIMITS[what] * 1000)) {
    console.error('the first load has grown over its limit');
    process.exit(1);
  }
}
