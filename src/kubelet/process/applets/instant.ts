/** Programs that are done in one go, without waiting for input. Some are built into the shell as well. */
import type { SystemCalls } from '../system-calls.ts';
import { basename, chmod, chown, cp, dirname, ln, mkdir, mktemp, mv, readlink, rm, rmdir, touch, truncate } from './files.ts';
import { du, ls, stat } from './list.ts';
import { echo, printf } from './print.ts';
import { diff } from './sort.ts';
import { arch, date, df, expr, free, hostname, id, kill, killall, mount, nproc, pidof, pkill, printenv, ps, stty, tty, uname, uptime, which, whoami } from './system.ts';
import { test } from './test.ts';

const nothing = (): number => 0;

export const INSTANT: Readonly<Record<string, (system: SystemCalls) => number>> = {
  '[': test,
  '[[': test,
  arch,
  basename,
  chgrp: chown,
  chmod,
  chown,
  clear: nothing,
  cp,
  date,
  df,
  diff,
  dirname,
  du,
  echo,
  expr,
  false: () => 1,
  free,
  hostname,
  id,
  kill,
  killall,
  killall5: nothing,
  ln,
  logger: nothing,
  ls,
  mkdir,
  mktemp,
  mount,
  mv,
  nproc,
  pgrep: pkill,
  pidof,
  pkill,
  printenv,
  printf,
  ps,
  pwd: (system) => {
    system.print(`${system.proc.cwd}\n`);
    return 0;
  },
  readlink,
  realpath: readlink,
  reset: nothing,
  rm,
  rmdir,
  stat,
  stty,
  sync: nothing,
  test,
  touch,
  true: nothing,
  truncate,
  tty,
  uname,
  unlink: rm,
  uptime,
  which,
  whoami,
};
