// Serves the built site for the tests: node serve.mjs FOLDER PORT PREFIX. The site must need nothing more than a static server.
import path from 'node:path';
import { serveFolder } from '../scripts/static-server.mjs';

const [folder = 'dist', port = '4319', base = '/'] = process.argv.slice(2);
await serveFolder(path.resolve(folder), { port: Number(port), base });
