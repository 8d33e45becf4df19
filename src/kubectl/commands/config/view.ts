/** `kubectl config view` (upstream: pkg/cmd/config/view.go). */
import { failed } from '../../failure.ts';
import type { Command } from '../../command.ts';
import { chosenFormat, objectPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import { structJson } from '../create/generator.ts';
import { documentOf, readEntries, type Entries } from './entries.ts';

export const view: Command = {
  name: 'view',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  examples: `kubectl config view
# With secrets
kubectl config view --raw
# A user's password
kubectl config view -o jsonpath='{.users[?(@.name == "e2e")].user.password}'`,
  usage: 'config view [options]',
  flags: [
    ...OUTPUT_FLAGS.map((flag) => (flag.name === 'output' ? { ...flag, default: 'yaml' } : flag)),
    { name: 'merge', type: 'bool', default: 'true', help: 'Merge all kubeconfig files.' },
    { name: 'raw', type: 'bool', help: 'Show secrets and certificates too.' },
    { name: 'flatten', type: 'bool', help: 'Put the contents of files that are named into the output.' },
    { name: 'minify', type: 'bool', help: 'Only what the current context uses.' },
  ],
  *run(call) {
    const { flags } = call;
    if (call.args.length > 0) return call.usageFailure(`unexpected arguments: [${call.args.join(' ')}]`);
    const printer = objectPrinter(call, '');
    if (!printer.ok) return printer.error;
    if (!flags.bool('merge') && flags.string('kubeconfig') === '') return failed('if merge==false a precise file must be specified');
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    if (flags.bool('minify')) {
      if (flags.string('context') !== '') entries.value.currentContext = flags.string('context');
      const problem = minify(entries.value);
      if (problem) return failed(problem);
    }
    if (!flags.bool('raw') && !flags.bool('flatten')) redact(entries.value);
    const document = documentOf(entries.value);
    if (chosenFormat(call) === 'json') {
      call.out(structJson(document));
      return undefined;
    }
    const printed = printer.value(document);
    if (!printed.ok) return printed.error;
    call.out(printed.value);
    return undefined;
  },
};

/** Leaves what the current context uses, or says what is missing. */
function minify({ currentContext, contexts, clusters, users }: Entries): string | undefined {
  if (currentContext === '') return 'current-context must exist in order to minify';
  const context = contexts.get(currentContext);
  if (!context) return `cannot locate context ${currentContext}`;
  const [cluster, user] = [String(context.cluster ?? ''), String(context.user ?? '')];
  if (cluster !== '' && !clusters.has(cluster)) return `cannot locate cluster ${cluster}`;
  if (user !== '' && !users.has(user)) return `cannot locate user ${user}`;
  const keep = (entries: Map<string, unknown>, name: string): void => {
    for (const other of entries.keys()) if (other !== name) entries.delete(other);
  };
  keep(contexts, currentContext);
  keep(clusters, cluster);
  keep(users, user);
  return undefined;
}

const HIDDEN: Readonly<Record<string, string>> = {
  token: 'REDACTED',
  password: 'REDACTED',
  'client-key-data': 'DATA+OMITTED',
  'client-certificate-data': 'DATA+OMITTED',
  'certificate-authority-data': 'DATA+OMITTED',
};

function redact(entries: Entries): void {
  for (const section of [entries.clusters, entries.users]) {
    for (const [name, entry] of section) {
      section.set(name, Object.fromEntries(Object.entries(entry).map(([field, value]) => [field, value && Object.hasOwn(HIDDEN, field) ? HIDDEN[field] : value])));
    }
  }
}
