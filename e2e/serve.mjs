// A plain static server: node serve.mjs FOLDER PORT PREFIX. The built site must need nothing more.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const [folder = 'dist', port = '4319', prefix = '/'] = process.argv.slice(2);
const root = path.resolve(folder);
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.ttf': 'font/ttf', '.json': 'application/json' };

http
  .createServer((request, response) => {
    const url = decodeURIComponent((request.url ?? '/').split('?')[0]);
    if (!url.startsWith(prefix)) {
      response.writeHead(404).end();
      return;
    }
    const file = path.join(root, url.slice(prefix.length) || 'index.html');
    if (!file.startsWith(root) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' });
    fs.createReadStream(file).pipe(response);
  })
  .listen(Number(port), '127.0.0.1');
