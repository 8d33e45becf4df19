/** `--record`: the command line in an annotation (upstream: cli-runtime `genericclioptions/record_flags.go`). */
import type { Unchecked } from '../api/meta/types.ts';
import type { Call } from './command.ts';
import { parseFlags } from './flags.ts';
import { flagsOf } from './global-flags.ts';
import { annotationsOf, withMetadata } from './resources/info.ts';

export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** The object with the command line as its change cause, if `--record` asks for it. */
export function recorded(call: Call, object: Unchecked): Unchecked {
  if (!call.flags.bool('record')) return object;
  return withMetadata(object, { annotations: { ...annotationsOf(object), [CHANGE_CAUSE]: commandLine(call) } });
}

/** `kubectl set image deployment/web web=nginx:1.27 --record=true`: arguments first, flags by their long names. */
function commandLine(call: Call): string {
  const parsed = parseFlags(flagsOf(call.command), call.argv);
  if (!parsed.ok) return 'kubectl';
  return ['kubectl', ...parsed.value.args, ...parsed.value.given.map(({ name, value }) => `--${name}=${value}`)].join(' ');
}
