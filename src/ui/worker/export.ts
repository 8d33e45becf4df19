/** What can be taken along: the objects as manifests, and the story as a script. */
import type { KubeObject } from '../../api/meta/types.ts';
import { toYaml } from '../../manifest/yaml/emitter.ts';
import type { Simulation } from '../../engine/simulation.ts';
import type { Files } from './protocol.ts';

/** Made by the cluster itself, or of no use elsewhere. */
const LEFT_OUT = new Set(['Event', 'Node', 'Lease', 'Endpoints', 'EndpointSlice', 'ControllerRevision', 'CSINode', 'CSIDriver', 'IPAddress']);
const OWN_NAMESPACES = /^(kube-.*|local-path-storage)$/;

/** The objects that somebody wrote, as manifests that can be applied elsewhere: without owned ones, status, and what a server fills in. */
export function objectsYaml(simulation: Simulation): string {
  const documents: string[] = [];
  for (const object of simulation.objects()) {
    const { metadata, kind } = object;
    if (LEFT_OUT.has(kind) || metadata.ownerReferences?.length || metadata.deletionTimestamp !== undefined) continue;
    if (!cameFromOutside(simulation, object)) continue;
    const { status: _, ...rest } = object as KubeObject & { status?: unknown };
    const {
      uid: _uid,
      resourceVersion: _version,
      creationTimestamp: _created,
      generation: _generation,
      managedFields: _fields,
      annotations,
      ...kept
    } = metadata as KubeObject['metadata'] & { managedFields?: unknown };
    const notes = Object.entries(annotations ?? {}).filter(([name]) => name !== 'kubectl.kubernetes.io/last-applied-configuration' && name !== 'deployment.kubernetes.io/revision');
    documents.push(toYaml({ ...rest, metadata: { ...kept, ...(notes.length > 0 && { annotations: Object.fromEntries(notes) }) } }));
  }
  return documents.length === 0
    ? '# Nobody has made an object here yet.\n'
    : documents
        .map((text) => text.trimEnd())
        .join('\n---\n')
        .concat('\n');
}

/** Whether a request of a client made it: then its creation stands in the trace as an input. */
function cameFromOutside({ trace, position, branch }: Simulation, { metadata }: KubeObject): boolean {
  if (OWN_NAMESPACES.test(metadata.namespace ?? '')) return false;
  for (let index = 0; index < position.step - branch.first; index += 1) {
    const entry = trace[index]!;
    if (entry.because === 'input' && entry.writes.some(({ type, object }) => type === 'ADDED' && object.metadata.uid === metadata.uid)) return true;
  }
  return false;
}

/** The command lines up to now, with the time between them, and the editor's files that they name as they are now. */
export function storyScript(simulation: Simulation, start: number, files: Files): string {
  const lines = ['#!/bin/sh', '# A story told in Kubetick, which simulates Kubernetes v1.34.4: its commands, with the time between them.', 'set -eu', ''];
  const commands: { readonly time: number; readonly line: string }[] = [];
  let last: string | undefined;
  for (const { after, time, input } of simulation.branch.inputs) {
    if (after >= simulation.position.step) break;
    // What no real cluster has a command for stands in the script as a remark.
    const by = input.input === 'fault' ? (input.by === undefined ? undefined : `# only in the simulation: ${input.by.replaceAll('\n', ' ')}`) : input.by;
    // One command may send several requests, one right after the other.
    if (by !== undefined && (by !== last || commands.at(-1)?.time !== time)) commands.push({ time, line: by });
    last = by;
  }
  const all = commands.map(({ line }) => line).join('\n');
  for (const [name, text] of Object.entries(files)) {
    if (!all.includes(name)) continue;
    lines.push(`# ${name} as it was at the end.`, `cat > '${name.replaceAll("'", "'\\''")}' <<'KUBETICK_END'`, text.trimEnd(), 'KUBETICK_END', '');
  }
  let now = start;
  for (const { time, line } of commands) {
    const seconds = Math.round((time - now) / 1000);
    if (seconds > 0) lines.push(`sleep ${seconds}`);
    now = time;
    lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}
