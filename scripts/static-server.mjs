// Serves a built site, as any static web server would.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Starts on `port`, or on the next free one after it. Gives its address and a function that ends it. */
export async function serveFolder(folder, { port = 0, host = '127.0.0.1', base = '/' } = {}) {
  const server = http.createServer((request, response) => {
    const asked = pathOf(request.url ?? '/');
    const inside = asked?.startsWith(base) ? asked.slice(base.length) : undefined;
    const file = inside === undefined ? undefined : path.join(folder, path.normalize(`/${inside}`), inside === '' || inside.endsWith('/') ? 'index.html' : '');
    if (!file || !file.startsWith(folder) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' });
    fs.createReadStream(file).pipe(response);
  });
  const address = await listen(server, port, host);
  return {
    url: `http://${host === '0.0.0.0' ? 'localhost' : host}:${address.port}${base}`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(done);
      }),
  };
}

/** The path that is asked for; `undefined` where it is none, which must not end the server. */
function pathOf(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://x').pathname);
  } catch {
    return undefined;
  }
}

function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (error.code === 'EADDRINUSE' && port !== 0 ? resolve(listen(server, port + 1, host)) : reject(error)));
    server.listen(port, host, () => resolve(server.address()));
  });
}
