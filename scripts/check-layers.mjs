// Who may import whom, and what the deterministic layers must not touch. `node scripts/check-layers.mjs` prints each breach and fails on any.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ORDER = [['base'], ['api'], ['manifest'], ['engine'], ['controllers', 'scheduler', 'kubelet'], ['cluster'], ['kubectl'], ['lessons', 'server', 'cli', 'ui']];
const RANK = new Map(ORDER.flatMap((layers, rank) => layers.map((layer) => [layer, rank])));

/** Layers that know a clock, a browser or a disk. All others are pure. */
const IMPURE = new Set(['ui', 'server', 'cli']);
const UI_ONLY = /^(react|react-dom|d3|monaco-editor|monaco-yaml|zustand|cmdk|radix-ui|lucide-react|comlink|idb|@xterm|@tanstack|react-resizable-panels)(\/|$)/;
const IMPURE_CODE = [
  [/\bMath\.random\b/, 'Math.random'],
  [/\bDate\.now\b/, 'Date.now'],
  [/\bnew Date\(\s*\)/, 'new Date()'],
  [/\bperformance\.now\b/, 'performance.now'],
  [/\b(setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame)\b/, 'a timer'],
  [/\bnew Promise\b|\bPromise\.|\basync\s+(function|\(|\*)|\bawait\s/, 'a Promise'],
  [/\b(document|window|localStorage|navigator)\./, 'the DOM'],
  [/\bfrom 'node:/, 'a Node module'],
];

/** Debts: `file → what it imports`, each to be paid. */
const ALLOWED = new Set([
  // Upper layers lend lessons their examples.
  'ui → lessons',
  'cli → lessons',
  'server → lessons',
]);

const src = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'src');

export function breaches(files) {
  const found = [];
  for (const [file, text] of files) {
    const layer = file.split('/')[0];
    const test = /\.test\.tsx?$|\/testing\//.test(file);
    if (!RANK.has(layer)) {
      found.push(`${file}: no layer is named ${layer}`);
      continue;
    }
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
    for (const [, specifier] of code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
      if (specifier.startsWith('.')) {
        const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)).split('/')[0];
        if (target === layer || test) continue;
        const allowed = RANK.has(target) && RANK.get(target) < RANK.get(layer);
        if (!allowed && !ALLOWED.has(`${layer} → ${target}`)) found.push(`${file}: ${layer} may not import ${target} (${specifier})`);
      } else if (layer !== 'ui' && UI_ONLY.test(specifier)) found.push(`${file}: only ui may import ${specifier}`);
    }
    if (IMPURE.has(layer) || test) continue;
    for (const [pattern, what] of IMPURE_CODE) if (pattern.test(code)) found.push(`${file}: ${layer} is deterministic and may not use ${what}`);
  }
  return found;
}

function sources(folder) {
  return fs
    .readdirSync(folder, { recursive: true })
    .map(String)
    .filter((f) => /\.tsx?$/.test(f) && !f.endsWith('.d.ts'))
    .sort()
    .map((f) => [f.split(path.sep).join('/'), fs.readFileSync(path.join(folder, f), 'utf8')]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = sources(src);
  if (files.length === 0) {
    console.error('no source files were found');
    process.exit(1);
  }
  const found = breaches(files);
  for (const breach of found) console.error(breach);
  console.log(`${files.length} files, ${found.length} breaches of the layers`);
  process.exit(found.length === 0 ? 0 : 1);
}
