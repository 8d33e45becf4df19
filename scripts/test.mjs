// npm test: installs what is missing and runs everything. Ends with a line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { installChromium, installPackages, requireNode, root } from './setup.mjs';

requireNode();
installPackages();
installChromium();

const bin = (name) => `${root}/node_modules/.bin/${name}`;
const out = `${root}/out`;
fs.mkdirSync(out, { recursive: true });

/** Each part runs to its end whatever came before. `counts` reads what a runner counted; without it a part counts as one. */
const parts = [
  { name: 'types', command: [bin('tsc'), '-p', '.'] },
  { name: 'lint', command: [bin('oxlint'), '--deny-warnings', 'src', 'e2e', 'bench', 'scripts', 'conformance'] },
  { name: 'format', command: [bin('oxfmt'), '--check', '.'] },
  { name: 'layers', command: ['node', 'scripts/check-layers.mjs'] },
  {
    name: 'unit and property',
    command: [bin('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${out}/vitest.json`],
    counts: () => vitestCounts(`${out}/vitest.json`),
  },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'first load', command: ['node', 'scripts/first-load.mjs'] },
  { name: 'conformance', command: ['node', 'scripts/conformance.mjs', '--check'], counts: () => readCounts(`${out}/conformance.json`) },
  {
    name: 'end to end',
    command: [bin('playwright'), 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: `${out}/playwright.json` },
    counts: () => playwrightCounts(`${out}/playwright.json`),
  },
];

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const readCounts = (file) => {
  const { passed, failed } = read(file);
  return { passed, failed };
};
const vitestCounts = (file) => {
  const r = read(file);
  return { passed: r.numPassedTests, failed: r.numFailedTests };
};
const playwrightCounts = (file) => {
  const { expected, unexpected, flaky } = read(file).stats;
  return { passed: expected + flaky, failed: unexpected };
};

const only = process.argv.slice(2);
const results = [];
for (const part of parts.filter(({ name }) => only.length === 0 || only.includes(name))) {
  for (const file of part.counts ? [`${out}/${part.name.startsWith('unit') ? 'vitest' : part.name === 'conformance' ? 'conformance' : 'playwright'}.json`] : [])
    fs.rmSync(file, { force: true });
  console.log(`\n── ${part.name}`);
  const started = Date.now();
  const [command, ...args] = part.command;
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, FORCE_COLOR: '0', ...part.env } });
  let counted = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  try {
    if (part.counts) counted = part.counts();
  } catch {
    counted = { passed: 0, failed: 1 };
  }
  // A part that failed without a failed test (a crash, nothing found) counts as one failure.
  if (status !== 0 && counted.failed === 0) counted.failed = 1;
  results.push({ name: part.name, ...counted, seconds: Math.round((Date.now() - started) / 1000) });
}

console.log('');
for (const { name, passed, failed, seconds } of results) console.log(`${failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(20)} ${passed} passed, ${failed} failed  ${seconds} s`);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
