// Runs the bench and writes its figures into README.md.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { root } from './setup.mjs';

const figures = JSON.parse(execFileSync('node', ['--expose-gc', '--max-old-space-size=8192', `${root}/build/bench.js`, '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 }));
const machine = `Node ${process.versions.node}, ${os.cpus().length} cores of ${os.cpus()[0]?.model.trim()}, ${new Date().toISOString().slice(0, 10)}`;
const rows = figures.map(({ what, value, budget }) => `| ${what} | ${value} | ${budget} |`).join('\n');
const readme = fs.readFileSync(`${root}/README.md`, 'utf8');
const table = `\nMeasured by \`npm run bench\` (${machine}); the right column is what is asked for in the end.\n\n| what | measured | budget |\n| --- | --- | --- |\n${rows}\n`;
fs.writeFileSync(`${root}/README.md`, readme.replace(/(<!-- bench:[^>]*-->)[\s\S]*(<!-- \/bench -->)/, `$1\n${table}\n$2`));
