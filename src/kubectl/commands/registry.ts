/** All commands, one line each, in the order in which `kubectl help` shows them and suggestions come. */
import type { Command } from '../command.ts';
import { annotate } from './annotate.ts';
import { apply } from './apply/apply.ts';
import { createCommand } from './create.ts';
import { CREATE_COMMANDS } from './create/registry.ts';
import { deleteCommand } from './delete.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { edit } from './edit.ts';
import { get } from './get.ts';
import { help } from './help.ts';
import { kustomize } from './kustomize.ts';
import { label } from './label.ts';
import { options } from './options.ts';
import { patch } from './patch.ts';
import { plugin } from './plugin.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout/rollout.ts';
import { scale } from './scale.ts';
import { set } from './set/set.ts';
import { wait } from './wait.ts';
import { attach } from './attach.ts';
import { cp } from './cp.ts';
import { exec } from './exec.ts';
import { logs } from './logs.ts';
import { autoscale } from './autoscale.ts';
import { expose } from './expose.ts';
import { run } from './run.ts';
import { cordon, uncordon } from './node/cordon.ts';
import { drain } from './node/drain.ts';
import { taint } from './node/taint.ts';
import { apiResources } from './discovery/api-resources.ts';
import { apiVersions } from './discovery/api-versions.ts';
import { version } from './discovery/version.ts';
import { clusterInfo } from './discovery/cluster-info.ts';
import { config } from './config/config.ts';
import { explain } from './discovery/explain.ts';
import { events } from './events.ts';
import { top } from './top/top.ts';
import { auth } from './auth/auth.ts';
import { certificate } from './certificate.ts';
import { completion } from './completion.ts';
import { portForward } from './port-forward.ts';
import { alpha, proxy } from './proxy.ts';
import { debug } from './debug/debug.ts';

export const COMMANDS: readonly Command[] = [
  createCommand(CREATE_COMMANDS),
  expose,
  run,
  set,
  get,
  edit,
  deleteCommand,
  rollout,
  scale,
  autoscale,
  cordon,
  uncordon,
  drain,
  taint,
  describe,
  logs,
  attach,
  exec,
  cp,
  diff,
  apply,
  patch,
  replace,
  wait,
  kustomize,
  label,
  annotate,
  plugin,
  options,
  help,
  apiResources,
  apiVersions,
  version,
  clusterInfo,
  config,
  explain,
  events,
  top,
  auth,
  certificate,
  completion,
  portForward,
  proxy,
  debug,
  alpha,
];
