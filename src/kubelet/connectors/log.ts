/** `pods/log` (upstream: pkg/kubelet/kubelet_pods.go validateContainerLogStatus, kuberuntime/logs). */
import { invalid as invalidField, type FieldError } from '../../api/meta/field-error.ts';
import { badRequest, invalid } from '../../api/meta/status.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { toBytes, toText } from '../process/bytes.ts';
import type { Connector, Context } from '../../engine/component.ts';
import { podKey } from '../component.ts';
import { logStream } from '../machine.ts';
import { KUBELET, logOf, nodeOf, recordOf, type LogChunk } from '../memory.ts';
import { flag, number, targetOf, text, unreachable } from './target.ts';

export const log: Connector = {
  resource: 'pods',
  subresource: 'log',
  serve(request, context) {
    const target = targetOf(request, context);
    if (!target.ok) return { ok: false, status: target.error, warnings: [] };
    const { pod, container } = target.value;
    const parameters = request.options?.parameters ?? {};
    const wrong = wrongOptions(parameters);
    if (wrong.length > 0) return { ok: false, status: invalid({ group: '', kind: 'PodLogOptions' }, pod.metadata.name, wrong), warnings: [] };
    if (!pod.spec.nodeName) return { ok: true, code: 200, text: '', warnings: [] };
    if (nodeOf(context.memoryOf(KUBELET), pod.spec.nodeName).down) return unreachable(context, pod, `containerLogs/${pod.metadata.namespace}/${pod.metadata.name}/${container}`);
    const id = logOwner(pod, container, flag(parameters['previous']));
    if (!id.ok) return { ok: false, status: badRequest(id.error), warnings: [] };
    const lines = linesOf(context, pod, container, id.value);
    if (!lines) return { ok: true, code: 200, text: `unable to retrieve container logs for containerd://${id.value}`, warnings: [] };
    const running = pod.status.containerStatuses
      ?.concat(pod.status.initContainerStatuses ?? [])
      .some((s) => s.name === container && s.state.running && s.containerID === `containerd://${id.value}`);
    return {
      ok: true,
      code: 200,
      warnings: [],
      text: select(lines, parameters, context.now),
      ...(flag(parameters['follow']) && running && { stream: logStream(pod.metadata.namespace!, pod.metadata.name, container) }),
    };
  },
};

/** Upstream: pkg/apis/core/validation ValidatePodLogOptions. */
function wrongOptions(parameters: Readonly<Record<string, unknown>>): readonly FieldError[] {
  const below = (name: string, least: number, detail: string): readonly FieldError[] => {
    const given = number(parameters[name]);
    return given !== undefined && given < least ? [invalidField(name, given, detail)] : [];
  };
  return [
    ...below('tailLines', 0, 'must be greater than or equal to 0'),
    ...below('limitBytes', 1, 'must be greater than 0'),
    ...below('sinceSeconds', 1, 'must be greater than 0'),
  ];
}

/** The runtime's id of the container whose log is asked for, by what the pod's status says. */
function logOwner(pod: Pod, container: string, previous: boolean): Result<string, string> {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = pod.status;
  const status = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].find((s) => s.name === container);
  const where = `container "${container}" in pod "${pod.metadata.name}"`;
  if (!status) return err(`${where} is not available`);
  const bare = (id: string) => id.slice('containerd://'.length);
  const last = status.lastState.terminated;
  if (previous) return last?.containerID ? ok(bare(last.containerID)) : err(`previous terminated ${where} not found`);
  const { running, terminated, waiting } = status.state;
  if (running) return ok(bare(status.containerID ?? ''));
  if (terminated) return terminated.containerID ? ok(bare(terminated.containerID)) : last?.containerID ? ok(bare(last.containerID)) : err(`${where} is terminated`);
  if (last) return last.containerID ? ok(bare(last.containerID)) : err(`${where} is terminated`);
  if (!waiting) return err(`${where} is waiting to start - no logs yet`);
  const why = waiting.reason === 'ErrImagePull' ? "image can't be pulled" : waiting.reason === 'ImagePullBackOff' ? 'trying and failing to pull image' : (waiting.reason ?? '');
  return err(`${where} is waiting to start: ${why}`);
}

/** `undefined`: the runtime has removed that container. */
function linesOf(context: Context, pod: Pod, container: string, id: string): Line[] | undefined {
  const memory = context.memoryOf(KUBELET);
  const key = podKey(pod);
  const known = recordOf(memory, key)?.containers.find((c) => c.id === id);
  return known && loggedLines(logOf(memory, key, container, String(known.restartCount)), known.state === 'exited');
}

interface Line {
  readonly at: number;
  readonly text: string;
}

/** The runtime logs by lines: one that has no end yet is logged when its stream ends (upstream: containerd `pkg/cri/io/logger.go`). */
function loggedLines(chunks: readonly LogChunk[], ended: boolean): Line[] {
  const lines: Line[] = [];
  const open = { stdout: '', stderr: '' };
  const since = { stdout: 0, stderr: 0 };
  for (const { at, stream, text: piece } of chunks) {
    if (open[stream] === '') since[stream] = at;
    const parts = (open[stream] + piece).split('\n');
    open[stream] = parts.pop()!;
    for (const line of parts) {
      lines.push({ at: since[stream], text: `${line.endsWith('\r') ? line.slice(0, -1) : line}\n` });
      since[stream] = at;
    }
  }
  if (ended) for (const stream of ['stdout', 'stderr'] as const) if (open[stream] !== '') lines.push({ at: since[stream], text: open[stream] });
  return lines;
}

function select(logged: readonly Line[], parameters: Readonly<Record<string, unknown>>, now: number): string {
  let lines = logged;
  const sinceSeconds = number(parameters['sinceSeconds']);
  const sinceTime = text(parameters['sinceTime']);
  const from = sinceSeconds !== undefined ? now - sinceSeconds * 1000 : sinceTime !== '' ? Date.parse(sinceTime) : undefined;
  if (from !== undefined) lines = lines.filter((line) => line.at >= from);
  const tail = number(parameters['tailLines']);
  if (tail !== undefined && tail >= 0) lines = tail === 0 ? [] : lines.slice(-tail);
  const stamped = flag(parameters['timestamps']);
  const whole = lines.map((line) => (stamped ? `${new Date(line.at).toISOString().replace('Z', '000000Z')} ${line.text}` : line.text)).join('');
  const limit = number(parameters['limitBytes']);
  return limit === undefined ? whole : toText(toBytes(whole).slice(0, limit));
}
