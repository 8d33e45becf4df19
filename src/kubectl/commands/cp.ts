/**
 * `kubectl cp` (upstream: pkg/cmd/cp/cp.go). Upstream sends a tar archive through an exec; here files go one by one, with the same results
 * and the same messages. Contents are texts.
 */
import type { Task } from '../../engine/client.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { shellQuote } from '../../base/shell-quote.ts';
import type { Call, Command } from '../command.ts';
import type { Wire } from '../describers/wire.ts';
import { failed, type Failure } from '../failure.ts';
import { runInContainer, type Sinks } from './exec.ts';
import { chooseContainer, type Say } from './pod-target.ts';

export const cp: Command = {
  name: 'cp',
  group: 'Troubleshooting and Debugging Commands',
  short: 'Copy files and directories to and from containers',
  examples:
    '# A file into a pod\nkubectl cp /tmp/foo some-namespace/some-pod:/tmp/bar\n# A file out of a pod\nkubectl cp some-pod:/tmp/foo /tmp/bar\n# With a container\nkubectl cp /tmp/foo some-pod:/tmp/bar -c a-container',
  usage: 'cp <file-spec-src> <file-spec-dest> [options]',
  completes: 'pods',
  flags: [
    { name: 'container', short: 'c', type: 'string', help: 'The container; default: the annotated or the first one.' },
    { name: 'no-preserve', type: 'bool', help: 'Do not keep owners and permissions.' },
    { name: 'retries', type: 'int', default: '0', help: 'How often to try again to copy from a container.' },
  ],
  *run(call) {
    if (call.args.length !== 2) return failed('source and destination are required');
    const [from, to] = [placeOf(call.args[0]!), placeOf(call.args[1]!)];
    if (!from.ok) return failed(from.error);
    if (!to.ok) return failed(to.error);
    if (from.value.pod && to.value.pod) return failed('one of src or dest must be a local file specification');
    if (from.value.path === '' || to.value.path === '') return failed('filepath can not be empty');
    if (from.value.pod) return yield* copyOut(call, from.value, to.value.path);
    if (to.value.pod) return yield* copyIn(call, from.value.path, to.value);
    return failed('one of src or dest must be a remote file specification');
  },
};

/** `[[namespace/]pod:]path` */
interface Place {
  readonly namespace?: string;
  readonly pod?: string;
  readonly path: string;
}

function placeOf(text: string): Result<Place, string> {
  const wrong = err('filespec must match the canonical format: [[namespace/]pod:]file/path');
  const colon = text.indexOf(':');
  if (colon === 0) return wrong;
  if (colon < 0) return ok({ path: text.length > 1 && text.endsWith('/') ? text.slice(0, -1) : text });
  const path = text.slice(colon + 1);
  const pieces = text.slice(0, colon).split('/');
  if (pieces.length > 2) return wrong;
  return ok({ ...(pieces.length === 2 && { namespace: pieces[0] }), pod: pieces.at(-1), path: path === '' ? '' : cleanPath(path) });
}

/** Go's path.Clean, but that an empty path stays empty. */
function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push(part);
  }
  return path === '' ? '' : `${rooted ? '/' : ''}${kept.join('/')}` || '.';
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const dirName = (path: string): string => path.slice(0, path.lastIndexOf('/')) || (path.startsWith('/') ? '/' : '.');

/** A pod and container that commands can be run in. */
interface Remote {
  readonly pod: Wire;
  readonly container: string;
}

function* reach(call: Call, { namespace, pod: name }: Place, say: Say): Task<Result<Remote, Failure>> {
  const pod = yield* call.api.get(call.mapper.forKind('', 'v1', 'Pod')!, namespace ?? call.namespace, name!);
  if (!pod.ok) return pod;
  const { phase } = (pod.value as Wire).status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') return err(failed(`cannot exec into a container in a completed pod; current phase is ${phase}`));
  const given = call.flags.string('container');
  const container = given === '' ? chooseContainer(pod.value, '', say) : ok(given);
  return container.ok ? ok({ pod: pod.value, container: container.value }) : err(failed(container.error));
}

const NOWHERE: Sinks = { stdout: () => {}, stderr: () => {} };

/** Runs a line in the container and gives what it printed; `undefined` where it failed. */
function* ask(call: Call, { pod, container }: Remote, line: string): Task<string | undefined> {
  let out = '';
  const failure = yield* runInContainer(
    call,
    pod,
    { container, command: ['sh', '-c', line] },
    {
      ...NOWHERE,
      stdout: (text) => {
        out += text;
      },
    },
  );
  return failure ? undefined : out;
}

function* copyIn(call: Call, given: string, place: Place): Task<Failure | undefined> {
  const { files } = call.io;
  const kind = files.kind(given);
  if (kind === undefined) return failed(`${given} doesn't exist in local filesystem`);
  const source = cleanPath(given);
  const remote = yield* reach(call, place, (text) => call.err(text));
  if (!remote.ok) return remote.error;
  const { pod, container } = remote.value;
  const isDirectory = yield* runInContainer(call, pod, { container, command: ['test', '-d', place.path] }, NOWHERE);
  const target = isDirectory === undefined ? `${place.path}/${baseName(source)}` : place.path;
  const folder = dirName(target);
  const present = yield* runInContainer(call, pod, { container, command: ['test', '-d', folder] }, NOWHERE);
  if (present?.kind === 'status') return present;
  if (present) {
    call.err(`tar: can't change directory to '${folder}': No such file or directory\ncommand terminated with exit code 1\n`);
    return { kind: 'exit', code: 1 };
  }
  for (const [local, path] of kind === 'file' ? [[source, target] as const] : filesBelow(call, source, target)) {
    const line = `mkdir -p ${shellQuote(dirName(path))} && cat > ${shellQuote(path)}`;
    const failure = yield* runInContainer(call, pod, { container, command: ['sh', '-c', line], stdin: files.read(local) ?? '' });
    if (failure) return failure;
  }
  return undefined;
}

function filesBelow(call: Call, folder: string, target: string): readonly (readonly [local: string, remote: string])[] {
  return (call.io.files.list(folder) ?? []).flatMap(({ name, directory }) =>
    directory ? filesBelow(call, `${folder}/${name}`, `${target}/${name}`) : [[`${folder}/${name}`, `${target}/${name}`] as const],
  );
}

/** What tar says about a path goes to standard output, and is no failure: upstream loses its exit code. */
function* copyOut(call: Call, place: Place, target: string): Task<Failure | undefined> {
  const remote = yield* reach(call, place, (text) => call.out(text));
  if (!remote.ok) return remote.error;
  const { pod, container } = remote.value;
  const { path } = place;
  const found = yield* ask(
    call,
    { pod, container },
    `if [ -d ${shellQuote(path)} ]; then find ${shellQuote(path)} -type f; elif [ -e ${shellQuote(path)} ]; then echo ${shellQuote(path)}; fi`,
  );
  const names = (found ?? '').split('\n').filter((name) => name !== '');
  if (names.length === 0) {
    const failure = yield* runInContainer(call, pod, { container, command: ['test', '-e', path] }, NOWHERE);
    if (failure?.kind === 'status') return failure;
    if (failure) call.out(`tar: ${path}: No such file or directory\ntar: error exit delayed from previous errors\n`);
    return undefined;
  }
  if (path.startsWith('/')) call.out("tar: removing leading '/' from member names\n");
  for (const name of names) {
    const local = `${target}${name.slice(path.length)}`;
    if (call.io.files.kind(local) === 'directory') return failed(`open ${local}: is a directory`);
    const content = yield* ask(call, { pod, container }, `cat ${shellQuote(name)}`);
    call.io.files.write(local, content ?? '');
  }
  return undefined;
}
