/** Images with faults, to learn from. */
import { daemon, MB, page, shell, web, type Family } from './family.ts';

const serving = 'trap "exit 0" TERM; httpd -f -p 80 -h /www & wait';

export const FAULTY: readonly Family[] = [
  {
    repository: 'kubetick/app',
    tags: ['v1', 'v2', 'v3'],
    make: (tag) => ({ entrypoint: web(`app ${tag} starting`, 80), env: [`VERSION=${tag}`], ports: [80], files: page(`app ${tag}`), programs: ['curl'], size: 20 * MB }),
  },
  { repository: 'kubetick/crash', tags: ['v1'], make: () => ({ entrypoint: shell('echo "fatal: cannot connect to database" >&2; exit 1'), size: 20 * MB }) },
  {
    repository: 'kubetick/crash-later',
    tags: ['v1'],
    make: () => ({
      entrypoint: shell('echo "serving"; (sleep 30; echo "fatal: heap exhausted" >&2; kill -USR1 1) & trap "exit 0" TERM; trap "exit 2" USR1; httpd -f -p 80 -h /www & wait'),
      ports: [80],
      size: 20 * MB,
    }),
  },
  { repository: 'kubetick/never-ready', tags: ['v1'], make: () => ({ entrypoint: daemon('warming up, for ever'), size: 20 * MB }) },
  {
    repository: 'kubetick/ignores-sigterm',
    tags: ['v1'],
    make: () => ({ entrypoint: shell('echo "I do not listen to SIGTERM"; trap "" TERM; while :; do sleep 1; done'), size: 20 * MB }),
  },
  { repository: 'kubetick/slow-start', tags: ['v1'], make: () => ({ entrypoint: shell(`echo "loading"; sleep 20; echo "ready"; ${serving}`), ports: [80], size: 20 * MB }) },
  {
    repository: 'kubetick/slow-stop',
    tags: ['v1'],
    make: () => ({ entrypoint: shell('echo "serving"; trap "echo draining; sleep 15; echo drained; exit 0" TERM; httpd -f -p 80 -h /www & wait'), ports: [80], size: 20 * MB }),
  },
  { repository: 'kubetick/memory-hog', tags: ['v1'], make: () => ({ entrypoint: ['stress', '--vm', '1', '--vm-bytes', '300M'], programs: ['stress'], size: 20 * MB }) },
  { repository: 'kubetick/huge', tags: ['v1'], make: () => ({ entrypoint: shell(`echo "here at last"; ${serving}`), ports: [80], size: 4000 * MB }) },
];
