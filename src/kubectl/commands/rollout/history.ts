/** `kubectl rollout history` (upstream: pkg/cmd/rollout/rollout_history.go). */
import type { Call, Command } from '../../command.ts';
import { PrefixWriter } from '../../describers/prefix-writer.ts';
import { writePodTemplate } from '../../describers/pod-template.ts';
import type { Wire } from '../../describers/wire.ts';
import { failed, type Failure } from '../../failure.ts';
import { namePrinter, objectPrinter, OUTPUT_FLAGS, type ObjectPrinter } from '../../printers/output.ts';
import { TabWriter } from '../../printers/tab-writer.ts';
import { rolloutTargets, TARGET_FLAGS, unsupported } from './common.ts';
import { historyOf, type Revision, type WorkloadHistory } from './revisions.ts';

export const history: Command = {
  name: 'history',
  short: 'View rollout history',
  long: 'View previous rollout revisions and configurations.',
  examples:
    "# The revisions of a deployment\nkubectl rollout history deployment/abc\n# The details of a daemonset's revision 3\nkubectl rollout history daemonset/abc --revision=3",
  usage: 'rollout history (TYPE NAME | TYPE/NAME) [flags] [options]',
  completes: 'resources',
  flags: [...TARGET_FLAGS, ...OUTPUT_FLAGS, { name: 'revision', type: 'int64', default: '0', help: 'Show the pod template of this revision.' }],
  *run(call) {
    const revision = call.flags.number('revision');
    const targets = rolloutTargets(call);
    if (!targets.ok) return targets.error;
    if (revision < 0) return failed(`revision must be a positive integer: ${revision}`);
    const printer = call.flags.string('output') === '' ? undefined : objectPrinter(call, '');
    if (printer && !printer.ok) return printer.error;
    return yield* targets.value.visit(function* (info) {
      const found = yield* historyOf(call, info);
      if (!found) return unsupported(info.mapping, 'history viewer', 'history');
      if (!found.ok) return found.error;
      const chosen = found.value.revisions.filter((r) => revision === 0 || r.revision === revision);
      const exists = chosen.length > 0;
      if (revision > 0 && !exists && (printer || found.value.revisions.length > 0)) return failed('unable to find the specified revision');
      if (printer) return printObjects(call, printer.value, found.value, chosen);
      const text = !exists ? 'No rollout history found.' : revision > 0 ? templateText(chosen[0]!.template) : overview(chosen);
      const printed = namePrinter(`${revision > 0 ? `with revision #${revision}` : ''}\n${text}`)(info.object!);
      if (!printed.ok) return printed.error;
      call.out(printed.value);
      return undefined;
    });
  },
};

/** The pod template as it is printed here: with its tabs. */
export function templateText(template: Wire): string {
  const w = new PrefixWriter();
  writePodTemplate(w, template);
  return w.raw;
}

function overview(revisions: readonly Revision[]): string {
  let out = '';
  const w = new TabWriter({ minWidth: 0, padding: 2 }, (text) => {
    out += text;
  });
  w.write('REVISION\tCHANGE-CAUSE\n');
  for (const { revision, changeCause } of revisions) w.write(`${revision}\t${changeCause || '<none>'}\n`);
  w.flush();
  return out;
}

/** With `-o`: the ReplicaSets, or the workload as it was at each revision. */
function printObjects(call: Call, print: ObjectPrinter, { workload }: WorkloadHistory, revisions: readonly Revision[]): Failure | undefined {
  for (const { keeper, template } of revisions) {
    const printed = print(keeper.kind === 'ReplicaSet' ? keeper : { ...workload, spec: { ...workload.spec, template } });
    if (!printed.ok) return printed.error;
    call.out(printed.value);
  }
  return undefined;
}
