#!/usr/bin/env node
// kubetick record | run: the command line, as `npm run build` made it.
import fs from 'node:fs';

const built = new URL('../build/kubetick.js', import.meta.url);
if (!fs.existsSync(built)) {
  console.error('kubetick is not built yet: run `npm run build` first');
  process.exit(1);
}
const { main } = await import(built.href);
process.exitCode = main(process.argv.slice(2));
