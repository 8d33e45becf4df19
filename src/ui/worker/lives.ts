/** The life of every pod of a branch, made from the trace: what is gone is still told. */
import type { Event } from '../../api/kinds/event/types.ts';
import { summarizePod } from '../../api/kinds/pod/columns.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import type { LifeMark, LifeOwner, LifePhase, LifeSegment, PodLife } from './history-protocol.ts';
import { podShape } from './rows.ts';

/** More Events than this about one pod are repeats. */
const MARKS = 60;
const SEGMENTS = 200;
/** Which template of a StatefulSet or DaemonSet a pod was made from. */
const TEMPLATE = 'controller-revision-hash';
const OWNERS = new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController', 'Deployment', 'CronJob']);

interface Life extends PodLife {
  readonly segments: LifeSegment[];
  readonly marks: LifeMark[];
  end: number | undefined;
  /** An image is being pulled, by its Events. */
  pulling: boolean;
}

export class Lives {
  private readonly lives = new Map<string, Life>();
  /** uids in the order of their changes; a reader remembers how far it came. */
  private readonly changes: string[] = [];
  readonly owners = new Map<string, LifeOwner>();

  get version(): number {
    return this.changes.length;
  }

  since(version: number): PodLife[] {
    const uids = new Set(this.changes.slice(version));
    return [...uids].map((uid) => {
      const { pulling: _, ...life } = this.lives.get(uid)!;
      return life;
    });
  }

  hear({ writes, time, step }: TraceEntry): void {
    for (const { type, object, key } of writes) {
      if (object.kind === 'Pod') this.hearPod(object as Pod, key, type === 'DELETED', time);
      else if (object.kind === 'Event') this.hearEvent(object as Event, time, step);
      else if (OWNERS.has(object.kind)) this.hearOwner(object);
    }
  }

  private hearPod(pod: Pod, key: string, gone: boolean, time: number): void {
    const { uid, name, namespace = '', ownerReferences, labels } = pod.metadata;
    let life = this.lives.get(uid);
    if (!life) {
      life = {
        uid,
        key,
        name,
        namespace,
        owner: ownerReferences?.find(({ controller }) => controller)?.uid,
        ...(labels?.[TEMPLATE] !== undefined && { template: labels[TEMPLATE] }),
        start: time,
        segments: [],
        marks: [],
        end: undefined,
        pulling: false,
      };
      this.lives.set(uid, life);
    }
    if (gone) {
      life.end = time;
      this.changes.push(uid);
      return;
    }
    this.turn(life, phaseOf(pod, life.pulling), time);
  }

  private turn(life: Life, phase: LifePhase, at: number): void {
    const last = life.segments[life.segments.length - 1];
    if (last?.phase === phase || life.segments.length >= SEGMENTS) return;
    if (last?.at === at) life.segments.pop();
    if (life.segments[life.segments.length - 1]?.phase !== phase) life.segments.push({ phase, at });
    this.changes.push(life.uid);
  }

  private hearEvent({ involvedObject, reason = '', type }: Event, at: number, step: number): void {
    const life = involvedObject.kind === 'Pod' && involvedObject.uid !== undefined ? this.lives.get(involvedObject.uid) : undefined;
    if (!life || life.end !== undefined) return;
    if (life.marks.length < MARKS) {
      life.marks.push({ at, step, reason, warning: type === 'Warning' });
      this.changes.push(life.uid);
    }
    const phase = life.segments[life.segments.length - 1]?.phase;
    if (reason === 'Pulling') {
      life.pulling = true;
      if (phase === 'pending' || phase === 'starting') this.turn(life, 'pulling', at);
    } else if (reason === 'Pulled' || reason === 'Failed') {
      life.pulling = false;
      if (phase === 'pulling') this.turn(life, reason === 'Pulled' ? 'starting' : 'failing', at);
    }
  }

  private hearOwner({ kind, metadata }: KubeObject): void {
    const revision = kind === 'ReplicaSet' ? Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0) : 0;
    const known = this.owners.get(metadata.uid);
    if (known?.revision === revision) return;
    this.owners.set(metadata.uid, { uid: metadata.uid, kind, name: metadata.name, revision, parent: metadata.ownerReferences?.find(({ controller }) => controller)?.uid });
  }
}

function phaseOf(pod: Pod, pulling: boolean): LifePhase {
  const shape = podShape(pod, summarizePod(pod).status);
  if (shape !== 'starting') return shape;
  if (pod.spec.nodeName === undefined || pod.spec.nodeName === '') return 'pending';
  return pulling ? 'pulling' : 'starting';
}
