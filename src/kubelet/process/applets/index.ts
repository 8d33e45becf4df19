/** All programs by name. */
import type { Program } from '../kernel.ts';
import { sh } from '../shell/sh.ts';
import { SystemCalls } from '../system-calls.ts';
import { awk } from './awk.ts';
import { env, pause, plainly, seq, sleep, stress, tail, time, timeout, usleep, watch, xargs, yes } from './control.ts';
import { base64, checksum, dd, hexdump, od, strings } from './data.ts';
import { curl } from './curl.ts';
import { find } from './find.ts';
import { grep } from './grep.ts';
import { INSTANT } from './instant.ts';
import { httpd, nc, nslookup, ping } from './network.ts';
import { sed } from './sed.ts';
import { cmp, comm, shuf, sort } from './sort.ts';
import { cut } from './cut.ts';
import { cat, expand, fold, head, nl, paste, rev, tac, tee, uniq, wc } from './text.ts';
import { tr } from './tr.ts';
import { wget } from './wget.ts';

const WAITING: Readonly<Record<string, Program>> = {
  sh,
  awk,
  gawk: awk,
  mawk: awk,
  base64,
  cat,
  chroot: plainly,
  cmp,
  comm,
  curl,
  cut,
  dd,
  egrep: grep,
  env,
  expand,
  fgrep: grep,
  find,
  fold,
  grep,
  head,
  hexdump,
  httpd,
  ionice: plainly,
  md5sum: checksum,
  nc,
  netcat: nc,
  nice: plainly,
  nl,
  nohup: plainly,
  nslookup,
  od,
  paste,
  pause,
  ping,
  rev,
  sed,
  seq,
  setsid: plainly,
  sha1sum: checksum,
  sha256sum: checksum,
  sha512sum: checksum,
  shuf,
  sleep,
  sort,
  stress,
  strings,
  tac,
  tail,
  tee,
  telnet: nc,
  time,
  timeout,
  tr,
  uniq,
  usleep,
  watch,
  wc,
  wget,
  xargs,
  xxd: hexdump,
  yes,
};

const instant =
  (run: (system: SystemCalls) => number): Program =>
  (kernel, container, proc) => ({ exit: run(new SystemCalls(kernel, container, proc)) });

const PROGRAMS = new Map<string, Program>([...Object.entries(INSTANT).map(([name, run]) => [name, instant(run)] as const), ...Object.entries(WAITING)]);

/** Names that are links to busybox in an image's /bin. */
export const APPLETS: readonly string[] = [...PROGRAMS.keys(), 'ash'].filter((name) => !['pause', 'gawk', 'mawk', 'netcat', 'stress', 'curl'].includes(name)).sort();

/** A program by its name. One that busybox has and we do not says so. */
export const programNamed = (name: string): Program =>
  PROGRAMS.get(name) ??
  ((kernel, container, proc) => {
    if (kernel.host.externals?.has(name)) return { wait: { for: 'external' } };
    new SystemCalls(kernel, container, proc).write(2, `${name}: applet not found\n`);
    return { exit: 127 };
  });
