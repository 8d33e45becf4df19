/** `kubectl get` (upstream: kubectl `pkg/cmd/get/get.go`). */
import type { KubeObject, Unchecked } from '../../api/meta/types.ts';
import { close, next, now, type Task } from '../../engine/client.ts';
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, FIELD_SELECTOR_FLAG, fileOptions, filenameFlags, hasFiles, SELECTOR_FLAG, subresourceFlag } from '../common-flags.ts';
import type { Call, Command } from '../command.ts';
import { requestTimeout } from '../kubeconfig.ts';
import { rawProblem, sendRaw } from '../raw.ts';
import { failed, flatten, isNotFound, together, type Failure } from '../failure.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { quote } from '../../base/go-format.ts';
import { chosenFormat, formatPrinter, noPrinter, OUTPUT_FLAGS, type ObjectPrinter } from '../printers/output.ts';
import { sortByField } from '../printers/sort.ts';
import { TablePrinter, type TableOptions } from '../printers/table-printer.ts';
import { TABLE_WIDTHS, TabWriter } from '../printers/tab-writer.ts';
import type { Info } from '../resources/info.ts';
import { isList } from '../resources/info.ts';
import { findResources, withoutNotFound, type Query } from '../resources/query.ts';
import { TEMPLATE_FORMATS } from '../templates/registry.ts';
import { toJson } from '../../manifest/print-json.ts';

const FORMATS = ['json', 'yaml', 'name', 'wide'];

export const get: Command = {
  name: 'get',
  group: 'Basic Commands (Intermediate)',
  short: 'Show one or many objects',
  usage: 'get [(-o|--output=)FORMAT] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags] [options]',
  examples: `# All pods as a table
kubectl get pods
# With nodes and addresses
kubectl get pods -o wide
# One deployment as YAML
kubectl get deployment web -o yaml
# Some fields
kubectl get pod web -o jsonpath='{.status.phase}'
# Several kinds, and what happens to them
kubectl get deploy,rs,pods
kubectl get pods -w`,
  suggestFor: ['list', 'ps'],
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS.map((f) =>
      f.name === 'output'
        ? {
            ...f,
            choices: [...(f.choices ?? []), 'wide', 'custom-columns='],
            help: 'Output format. One of: (json, yaml, name, wide, go-template, jsonpath, custom-columns and their -file forms).',
          }
        : f,
    ),
    { name: 'no-headers', type: 'bool', help: 'Leave out the header of tables and custom columns.' },
    { name: 'show-labels', type: 'bool', help: 'Show all labels as the last column.' },
    { name: 'sort-by', type: 'string', help: 'A JSONPath expression such as .metadata.name to sort lists by.' },
    { name: 'label-columns', short: 'L', type: 'stringSlice', help: 'Labels to show as columns.' },
    { name: 'show-kind', type: 'bool', help: 'Write the kind in front of names.' },
    { name: 'server-print', type: 'bool', default: 'true', help: 'Let the server say which columns a table has.' },
    { name: 'raw', type: 'string', help: 'A path to ask the server for.' },
    { name: 'watch', short: 'w', type: 'bool', help: 'Show changes after the list.' },
    { name: 'watch-only', type: 'bool', help: 'Show changes only.' },
    { name: 'output-watch-events', type: 'bool', help: 'Show what kind of change each line of a watch is.' },
    { name: 'ignore-not-found', type: 'bool', help: 'Say nothing about names that do not exist.' },
    FIELD_SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    ...filenameFlags('that name what to get'),
    CHUNK_SIZE_FLAG,
    SELECTOR_FLAG,
    subresourceFlag('Get this subresource of the object.'),
  ],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  const wrong = completeAndValidate(call);
  if (wrong) return wrong;
  if (flags.string('raw')) {
    const problem = rawProblem(call);
    return problem === undefined ? yield* sendRaw(call, 'GET', flags.string('raw')) : failed(problem);
  }
  if (flags.bool('watch') || flags.bool('watch-only')) return yield* watchResources(call);
  const human = isHuman(call);
  const found = findResources(call, { ...query(call), continueOnError: true, flatten: !human });
  if (!found.ok) return found.error;
  const { infos, failure: all } = yield* found.value.infos();
  const failure = flags.bool('ignore-not-found') ? withoutNotFound(all) : all;
  return human ? yield* printTables(call, infos, failure) : printGeneric(call, infos, failure, found.value.singleItemImplied);
}

function completeAndValidate(call: Call): Failure | undefined {
  const { flags, args } = call;
  const watching = flags.bool('watch') || flags.bool('watch-only');
  const raw = flags.string('raw');
  if (raw && args.length > 0) return failed('arguments may not be passed when --raw is specified');
  if (!raw) {
    if (watching && flags.string('sort-by')) {
      call.err(
        flags.bool('watch') ? 'warning: --watch requested, --sort-by will be ignored for watch events received\n' : 'warning: --watch-only requested, --sort-by will be ignored\n',
      );
    }
    if (!watching && args.length === 0 && !hasFiles(call)) {
      call.err('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n');
      return call.usageFailure('Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).');
    }
  }
  const output = flags.string('output');
  if (raw && (watching || flags.string('selector'))) return failed('--raw may not be specified with other flags that filter the server request or alter the output');
  if (raw && output) return failed('--raw and --output are mutually exclusive');
  if (flags.bool('show-labels') && output !== '' && output !== 'wide') return failed(`--show-labels option cannot be used with ${output} printer`);
  if (flags.bool('output-watch-events') && !watching) return failed('--output-watch-events option can only be used with --watch or --watch-only');
  return undefined;
}

const isHuman = (call: Call): boolean => {
  const format = chosenFormat(call);
  return format === '' || format === 'wide';
};

function query(call: Call): Query {
  const { flags } = call;
  return {
    allNamespaces: flags.bool('all-namespaces'),
    files: fileOptions(call),
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    subresource: flags.string('subresource'),
    args: call.args,
    emptySelectorSelectsAll: true,
    latest: true,
  };
}

/** The printer of `-o` for what is no table. */
function genericPrinter(call: Call): Result<ObjectPrinter, Failure> {
  const format = chosenFormat(call);
  return formatPrinter(call, format, true) ?? err(noPrinter(format, [...FORMATS, ...TEMPLATE_FORMATS.map((f) => f.name)]));
}

const tableOptions = (call: Call, given: Pick<TableOptions, 'withNamespace' | 'withKind'>): TableOptions => ({
  noHeaders: call.flags.bool('no-headers'),
  wide: call.flags.string('output') === 'wide',
  withNamespace: given.withNamespace,
  withKind: given.withKind || call.flags.bool('show-kind'),
  showLabels: call.flags.bool('show-labels'),
  columnLabels: call.flags.strings('label-columns'),
  serverColumns: call.flags.bool('server-print'),
});

const itemsOf = (object: Unchecked | undefined): readonly KubeObject[] => (isList(object) ? object?.items : object ? [object] : []) as readonly KubeObject[];

/** A table per kind, an empty line between them. */
function* printTables(call: Call, infos: readonly Info[], failure: Failure | undefined): Task<Failure | undefined> {
  const { flags } = call;
  const allNamespaces = flags.bool('all-namespaces');
  const sortBy = flags.string('sort-by');
  // Upstream sorts the tables of several kinds by a field that tables do not have.
  if (sortBy && infos.length > 1) return failed(`couldn't find any field with path ${quote(`{${sortBy.replace(/^\{(.*)\}$/, '$1')}}`)} in the list of objects`);
  const time = yield* now();
  const withKind = infos.some((info) => info.mapping.kind !== infos[0]!.mapping.kind || info.mapping.group !== infos[0]!.mapping.group);
  let written = 0;
  let separate = false;
  const writer = new TabWriter(TABLE_WIDTHS, (text) => {
    if (separate) call.out('\n');
    separate = false;
    written += text.length;
    call.out(text);
  });
  let printer: TablePrinter | undefined;
  let last: Info['mapping'] | undefined;
  let allNamespaced = !allNamespaces;
  for (const info of infos) {
    const { mapping } = info;
    allNamespaced &&= mapping.namespaced;
    if (!printer || !last || last.resource !== mapping.resource || last.group !== mapping.group || last.version !== mapping.version) {
      writer.flush();
      writer.forgetWidths();
      if (last && !flags.bool('no-headers') && written > 0) separate = true;
      printer = new TablePrinter(mapping, tableOptions(call, { withNamespace: allNamespaces && mapping.namespaced, withKind }));
      last = mapping;
    }
    let rows = itemsOf(info.object);
    if (sortBy && rows.length > 1) {
      const sorted = sortByField(rows, sortBy);
      // Upstream drops this error, and the table with it.
      rows = sorted.ok ? sorted.value : [];
    } else if (mapping.descriptor.compareRows && rows.length > 1) rows = rows.toSorted(mapping.descriptor.compareRows);
    for (const row of rows) printer.print(row, writer, time);
  }
  writer.flush();
  if (written === 0 && !flags.bool('ignore-not-found') && !failure) {
    call.err(allNamespaced ? `No resources found in ${call.namespace} namespace.\n` : 'No resources found\n');
  }
  return failure && { kind: 'many', failures: [failure] };
}

function printGeneric(call: Call, infos: readonly Info[], failure: Failure | undefined, single: boolean): Failure | undefined {
  if (failure && single) return failure;
  const failures = failure ? [...flatten(failure)] : [];
  if (infos.length === 0 && call.flags.bool('ignore-not-found')) return together(failures);
  const printer = genericPrinter(call);
  if (!printer.ok) return printer.error;
  let object: Unchecked;
  if (single && infos.length === 1) object = infos[0]!.object!;
  else {
    let items: readonly Unchecked[] = infos.map((i) => i.object!);
    const sortBy = call.flags.string('sort-by');
    if (sortBy && items.length > 0) {
      const sorted = sortByField(items, sortBy);
      if (!sorted.ok) return together([...failures, failed(sorted.error)]);
      items = sorted.value;
    }
    object = { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
  }
  const printed = printer.value(object);
  if (printed.ok) call.out(printed.value);
  else failures.push(printed.error);
  return together(failures);
}

/** `-w`: what is there, then each change, until the command is ended from outside. */
function* watchResources(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  const found = findResources(call, { ...query(call), singleResourceType: true, flatten: false });
  if (!found.ok) return found.error;
  const { infos, failure } = yield* found.value.infos();
  if (failure) return flags.bool('ignore-not-found') && isNotFound(failure) ? undefined : failure;
  const [info] = infos;
  if (!info) return failed('no objects to watch');
  if (infos.some((i) => i.mapping.kind !== info.mapping.kind))
    return failed('watch is only supported on individual resources and resource collections - more than 1 resource was found');
  const print = watchPrinter(call, info);
  if (!print.ok) return print.error;
  const time = yield* now();
  const list = infos.length > 1 || isList(info.object);
  if (!flags.bool('watch-only')) {
    for (const object of infos.flatMap((i) => itemsOf(i.object))) {
      const wrong = print.value(object, time, 'ADDED');
      if (wrong) return wrong;
    }
  }
  const [source] = found.value.sources;
  if (!source || found.value.sources.length !== 1) return failed('you may only watch a single resource or type of resource at a time');
  const resourceVersion = (info.object as unknown as KubeObject).metadata.resourceVersion;
  const selection =
    source.source === 'selector'
      ? { ...(source.labelSelector && { labelSelector: source.labelSelector }), ...(source.fieldSelector && { fieldSelector: source.fieldSelector }) }
      : { fieldSelector: `metadata.name=${info.name}` };
  const namespace = list && source.source === 'selector' ? source.namespace : info.namespace;
  const handle = yield* call.api.watch(info.mapping, namespace, { resourceVersion, ...selection });
  const limit = requestTimeout(call.flags);
  const until = limit ? (yield* now()) + limit : undefined;
  try {
    for (;;) {
      const notice = yield* next([handle], until);
      // The watch is one request: when its time is up, that is its end and no error.
      if (notice.notice === 'timeout') return undefined;
      if (notice.notice !== 'event') continue;
      const wrong = print.value(notice.event.object, yield* now(), notice.event.type);
      if (wrong) return wrong;
    }
  } finally {
    yield* close(handle);
  }
}

type WatchPrinter = (object: KubeObject, time: number, type: string) => Failure | undefined;

function watchPrinter(call: Call, info: Info): Result<WatchPrinter, Failure> {
  const events = call.flags.bool('output-watch-events');
  if (isHuman(call)) {
    const table = new TablePrinter(info.mapping, tableOptions(call, { withNamespace: call.flags.bool('all-namespaces'), withKind: false }));
    const writer = new TabWriter(TABLE_WIDTHS, (text) => call.out(text));
    return ok((object, time, type) => {
      table.print(object, writer, time, events ? type : undefined);
      writer.flush();
      return undefined;
    });
  }
  const printer = genericPrinter(call);
  if (!printer.ok) return printer;
  return ok((object, _time, type) => {
    const shown = object as unknown as Unchecked;
    if (events && chosenFormat(call) === 'json') {
      // The one object whose fields upstream does not print in alphabetical order.
      call.out(`{\n    "type": "${type}",\n    "object": ${toJson(shown).trimEnd().replaceAll('\n', '\n    ')}\n}\n`);
      return undefined;
    }
    const printed = printer.value(events && chosenFormat(call) !== 'name' ? { object: shown, type } : shown);
    if (!printed.ok) return printed.error;
    call.out(printed.value);
    return undefined;
  });
}
