// npm start: installs what is missing, builds, serves the site and prints its address.
import { installPackages, requireNode, root, run } from './setup.mjs';

requireNode();
installPackages();
if (run('npm', ['run', '--silent', 'build']) !== 0) process.exit(1);
const { serveFolder } = await import('./static-server.mjs');
const { url } = await serveFolder(`${root}/dist`, { port: Number(process.env.PORT ?? 4173), host: process.env.HOST ?? '127.0.0.1' });
console.log(`\nKubetick is at ${url}`);
