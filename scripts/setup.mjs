// Puts in place what a fresh machine lacks: the npm packages and, for the browser tests, Chromium. Uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the project's folder with its output shown. Gives its exit code. */
export function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
  if (error) console.error(`${command}: ${error.message}`);
  return status ?? 1;
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 10)) return;
  console.error(`Kubetick needs Node 20.10 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Installs the packages unless those of this very lock file are there. */
export function installPackages() {
  const lock = path.join(root, 'package-lock.json');
  const mark = path.join(root, 'node_modules', '.kubetick-installed');
  const wanted = fs.existsSync(lock) ? fs.readFileSync(lock, 'utf8') : '';
  if (fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === wanted) return;
  console.log('Installing packages …');
  if (run('npm', ['install', '--no-progress', '--no-save']) !== 0) process.exit(1);
  fs.writeFileSync(mark, wanted);
}

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export function installChromium() {
  if (fs.existsSync(CHROMIUM)) return;
  console.log('Installing Chromium …');
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const apt = (...args) => run([...sudo, 'apt-get'][0], [...sudo.slice(1), ...(sudo.length ? ['apt-get'] : []), ...args], { DEBIAN_FRONTEND: 'noninteractive' });
  if (apt('update', '-qq') !== 0 || apt('install', '-y', '-qq', 'chromium') !== 0) {
    console.error("Chromium could not be installed. Install your system's package, or set CHROMIUM to a browser's path.");
    process.exit(1);
  }
}
