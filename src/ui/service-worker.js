// Serves the page from what the last visit stored; the build puts the list of files in.
const NAME = 'kubetick-VERSION';
const files = 'FILES';

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(NAME)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('kubetick-') && name !== NAME;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  const stored = () => caches.match(request, { ignoreVary: true, ignoreSearch: request.mode === 'navigate' });
  // The page itself is asked for first, so that a new version is seen; its files carry their hash in their name.
  event.respondWith(request.mode === 'navigate' ? fetch(request).catch(stored) : stored().then((found) => found ?? fetch(request)));
});
