/** What clients ask of a pod's processes: exec, attach, further input. Done in the kubelet's own step. */
import type { SessionRequest } from './connectors/exec.ts';
import { forwardStream, type Unforwarded } from './connectors/forward-stream.ts';
import type { Forwarded } from './connectors/port-forward.ts';
import { settle, take, withExecId } from './machine.ts';
import { countServed, rareKey } from './memory.ts';
import { hostOf } from './network/process-host.ts';
import type { PodStep } from './pod-step.ts';
import { unparkProbes } from './probe/workers.ts';
import { exec, httpGet, writeStdin } from './process/sandbox.ts';

type Asked = SessionRequest & { readonly more?: boolean };

export function serveRequests(step: PodStep): void {
  const asked = step.memory.entries<Asked>(rareKey('request', `${step.key}/`));
  for (const [name, request] of asked) {
    step.memory.delete(name);
    if (request.forward) through(step, request, request.forward);
    else if (request.more) more(step, request);
    else if (request.command) begin(step, request, request.command);
    else join(step, request);
  }
  if (asked.length > 0) unparkProbes(step);
}

function begin(step: PodStep, request: Asked, command: readonly string[]): void {
  const { machine } = step;
  const stdin = request.stdin !== undefined || request.open === true;
  const started = machine && exec(machine, request.container, command, { stdin }, step.now, hostOf(step));
  step.say(`runs ${command.join(' ')} in container ${request.container}`);
  if (!started?.ok) {
    const message = started ? withExecId(step, started.error.message) : 'container is not created or running';
    step.context.emit(request.stream, { exit: started ? started.error.exitCode : 1, error: message });
    return;
  }
  const { session, state } = started.value;
  step.machine = state;
  step.update({ sessions: { ...step.record.sessions, [`${request.container}/${session}`]: { output: '', stream: request.stream } } });
  if (stdin) feed(step, request.container, session, request);
  settle(step);
}

/** A request through a forwarded port: what comes back goes to the client whole. */
function through(step: PodStep, { stream }: Asked, { port, path, host }: NonNullable<SessionRequest['forward']>): void {
  const { machine } = step;
  if (!machine) return step.context.emit(stream, { exit: 1, error: 'the pod has no sandbox any more' });
  const { state, output, exits, ...answer } = httpGet(machine, { port, path, host, headers: { 'User-Agent': 'Mozilla/5.0' } }, step.now, hostOf(step));
  take(step, { state, output, exits });
  if (answer.result === 'answer') countServed(step.memory, step.key);
  step.say(`forwarded GET ${path} to port ${port}: ${answer.result === 'answer' ? `HTTP ${answer.status}` : answer.result}`);
  const told: Forwarded =
    answer.result === 'answer' ? { result: 'answer', status: answer.status, headers: Object.entries(answer.headers), body: answer.body } : { result: answer.result };
  if (answer.result === 'refused') step.context.emit(forwardStream(step.namespace, step.name), { stdout: JSON.stringify(unforwarded(step, port)) });
  step.context.emit(stream, { stdout: JSON.stringify(told) });
  step.context.emit(stream, { exit: 0 });
}

/** Upstream: containerd's portForward; its network namespaces have names of their own. */
function unforwarded(step: PodStep, port: number): Unforwarded {
  const id = step.record.sandbox?.id ?? '';
  const space = `cni-${[8, 4, 4, 4, 12].map((length, i) => id.slice(i * 8, i * 8 + length).padEnd(length, '0')).join('-')}`;
  return {
    port,
    error: `error forwarding port ${port} to pod ${id}, uid : failed to execute portforward in network namespace "/var/run/netns/${space}": failed to connect to localhost:${port} inside namespace "${id}", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found `,
  };
}

/** What the container prints from now on also goes to the client; its end ends the stream. */
function join(step: PodStep, request: Asked): void {
  step.update({ attached: [...(step.record.attached ?? []), { container: request.container, stream: request.stream }] });
  step.say(`attached a client to container ${request.container}`);
  if (request.stdin !== undefined) feed(step, request.container, 1, request);
  settle(step);
}

function more(step: PodStep, request: Asked): void {
  const session = Object.entries(step.record.sessions ?? {}).find(([, s]) => s.stream === request.stream)?.[0];
  const [container, number] = session
    ? [session.slice(0, session.lastIndexOf('/')), Number(session.slice(session.lastIndexOf('/') + 1))]
    : [step.record.attached?.find((a) => a.stream === request.stream)?.container, 1];
  if (container === undefined) return;
  feed(step, container, number, request);
  settle(step);
}

function feed(step: PodStep, container: string, session: number, { stdin = '', open = false }: Asked): void {
  if (step.machine) step.machine = writeStdin(step.machine, container, session, stdin, !open, step.now, hostOf(step));
}
