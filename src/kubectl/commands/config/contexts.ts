/** The commands about contexts (upstream: pkg/cmd/config/{current_context,get_contexts,set_context,use_context,rename_context,delete_context}.go). */
import { compareStrings, quote } from '../../../base/go-format.ts';
import type { Command } from '../../command.ts';
import { failed, together } from '../../failure.ts';
import { globalFlags } from '../../global-flags.ts';
import { commandHelp } from '../../help.ts';
import { kubeconfigPath } from '../../kubeconfig.ts';
import { TABLE_WIDTHS, TabWriter } from '../../printers/tab-writer.ts';
import { argumentsFailure, changeEntry, readEntries, soleArgument, writeEntries } from './entries.ts';

const currentContext: Command = {
  name: 'current-context',
  short: 'Display the current-context',
  examples: 'kubectl config current-context',
  usage: 'config current-context',
  *run(call) {
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    if (entries.value.currentContext === '') return failed('current-context is not set');
    call.out(`${entries.value.currentContext}\n`);
    return undefined;
  },
};

const getContexts: Command = {
  name: 'get-contexts',
  completes: 'contexts',
  short: 'Describe one or many contexts',
  examples: 'kubectl config get-contexts\nkubectl config get-contexts my-context',
  usage: 'config get-contexts [(-o|--output=)name)]',
  flags: [
    { name: 'no-headers', type: 'bool', help: 'Leave the headers of the table out.' },
    { name: 'output', short: 'o', type: 'string', choices: ['name'], help: 'name.' },
  ],
  *run(call) {
    const format = call.flags.string('output');
    if (format !== '' && format !== 'name') return failed(`--output ${format} is not available in kubectl config get-contexts; resetting to default output format`);
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    const { contexts, currentContext: current } = entries.value;
    const names = (call.args.length > 0 ? call.args.filter((name) => contexts.has(name)) : [...contexts.keys()]).toSorted(compareStrings);
    const table = new TabWriter(TABLE_WIDTHS, (text) => call.out(text));
    if (!call.flags.bool('no-headers') && format === '') table.write('CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n');
    for (const name of names) {
      const { cluster = '', user = '', namespace = '' } = contexts.get(name)!;
      table.write(format === 'name' ? `${name}\n` : `${name === current ? '*' : ' '}\t${name}\t${String(cluster)}\t${String(user)}\t${String(namespace)}\n`);
    }
    table.flush();
    return together(call.args.filter((name) => !contexts.has(name)).map((name) => failed(`context ${name} not found`)));
  },
};

const setContext: Command = {
  name: 'set-context',
  completes: 'contexts',
  short: 'Set a context entry in kubeconfig',
  long: 'Set a context entry in kubeconfig. Fields of an entry that is there already stay unless they are given.',
  examples: 'kubectl config set-context gce --user=cluster-admin\nkubectl config set-context --current --namespace=web',
  usage: 'config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  flags: [...globalFlags('cluster', 'namespace', 'user').map(({ short: _, ...flag }) => flag), { name: 'current', type: 'bool', help: 'Change the current context.' }],
  *run(call) {
    const { flags } = call;
    if (call.args.length > 1) return argumentsFailure(call);
    const current = flags.bool('current');
    const [given = ''] = call.args;
    if (given === '' && !current) return failed('you must specify a non-empty context name or --current');
    if (given !== '' && current) return failed('you cannot specify both a context name and --current');
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    if (current && entries.value.currentContext === '') return failed('no current context is set');
    const name = current ? entries.value.currentContext : given;
    const exists = entries.value.contexts.has(name);
    const changed = (flag: string): string | undefined => (flags.changed(flag) ? flags.string(flag) : undefined);
    changeEntry(entries.value, 'contexts', name, { cluster: changed('cluster'), user: changed('user'), namespace: changed('namespace') });
    writeEntries(call, entries.value);
    call.out(`Context ${quote(name)} ${exists ? 'modified' : 'created'}.\n`);
    return undefined;
  },
};

const useContext: Command = {
  name: 'use-context',
  completes: 'contexts',
  aliases: ['use'],
  short: 'Set the current-context in a kubeconfig file',
  examples: 'kubectl config use-context minikube',
  usage: 'config use-context CONTEXT_NAME',
  *run(call) {
    const name = soleArgument(call);
    if (!name.ok) return name.error;
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    if (name.value === '') return failed('empty context names are not allowed');
    if (!entries.value.contexts.has(name.value)) return failed(`no context exists with the name: ${quote(name.value)}`);
    entries.value.currentContext = name.value;
    writeEntries(call, entries.value);
    call.out(`Switched to context ${quote(name.value)}.\n`);
    return undefined;
  },
};

const renameContext: Command = {
  name: 'rename-context',
  completes: 'contexts',
  short: 'Rename a context from the kubeconfig file',
  long: 'Rename a context in the kubeconfig file. Where it is the current one, it stays so.',
  examples: 'kubectl config rename-context old-name new-name',
  usage: 'config rename-context CONTEXT_NAME NEW_NAME',
  *run(call) {
    if (call.args.length !== 2) return argumentsFailure(call);
    const [from, to] = [call.args[0]!, call.args[1]!];
    if (to === '') return failed('You must specify a new non-empty context name');
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    const { contexts } = entries.value;
    const context = contexts.get(from);
    const path = kubeconfigPath(call);
    if (!context) return failed(`cannot rename the context ${quote(from)}, it's not in ${path}`);
    if (contexts.has(to)) return failed(`cannot rename the context ${quote(from)}, the context ${quote(to)} already exists in ${path}`);
    contexts.delete(from);
    contexts.set(to, context);
    if (entries.value.currentContext === from) entries.value.currentContext = to;
    writeEntries(call, entries.value);
    call.out(`Context ${quote(from)} renamed to ${quote(to)}.\n`);
    return undefined;
  },
};

const deleteContext: Command = {
  name: 'delete-context',
  completes: 'contexts',
  short: 'Delete the specified context from the kubeconfig',
  examples: 'kubectl config delete-context minikube',
  usage: 'config delete-context NAME',
  *run(call) {
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    if (call.args.length !== 1) {
      call.out(commandHelp(call.command, call.path));
      return undefined;
    }
    const name = call.args[0]!;
    const path = kubeconfigPath(call);
    if (!entries.value.contexts.has(name)) return failed(`cannot delete context ${name}, not in ${path}`);
    if (entries.value.currentContext === name) call.err('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
    entries.value.contexts.delete(name);
    writeEntries(call, entries.value);
    call.out(`deleted context ${name} from ${path}\n`);
    return undefined;
  },
};

export const CONTEXT_COMMANDS: readonly Command[] = [currentContext, deleteContext, getContexts, renameContext, setContext, useContext];
