/** Turns what happens in the simulation into deltas for the page: only what changed since the last one goes over the wire. */
import type { Event } from '../../api/kinds/event/types.ts';
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import { addonsOn } from '../../cluster/addons/addon.ts';
import { brokenNow, FAULTS, mendWords, type Broken } from '../../engine/broken.ts';
import type { ObjectKey } from '../../engine/component.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { inputAfter } from '../../engine/tape.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import { sourcesOf, TRAFFIC, type SourceRecord } from '../../kubelet/traffic/types.ts';
import { jobCountdown, podCountdown } from './countdown.ts';
import type { BranchRow, BrokenRow, FromWorker, Mark, Position, Row, TableName } from './protocol.ts';
import { rowOf } from './rows.ts';
import { trafficRow } from './traffic-row.ts';

/** More marks than this on the scrubber tell nothing. */
const MARKS = 400;
/** Objects that nothing on the page shows: they change all the time, or the cluster keeps them for itself. */
const UNSHOWN =
  /^(leases\.coordination|endpoints|flowschemas\.flowcontrol|prioritylevelconfigurations\.flowcontrol|csinodes\.storage|ipaddresses\.networking|servicecidrs\.networking)[./]/;

interface Sent {
  readonly object: KubeObject;
  readonly table: TableName;
  readonly row: Row;
}

export class Feed {
  private readonly sent = new Map<ObjectKey, Sent>();
  private sentBroken = new Map<string, Broken>();
  private sentTraffic = new Map<string, SourceRecord>();
  private readonly dirty = new Set<ObjectKey>();
  private jumped = true;
  private marks: Mark[] = [];
  /** Steps of the branch that did something. */
  private busySteps: number[] = [];
  private indexed = { branch: -1, step: 0 };
  /** A delta is on its way that the page has not drawn yet. */
  undrawn = false;
  /** Virtual time of the last write. */
  lastWrite = 0;
  private sentMarks = -1;
  private sentBranches = '';
  private sentAddons = '';
  private readonly stop: () => void;

  constructor(
    private readonly simulation: Simulation,
    private readonly start: Pick<Position, 'start' | 'origin'>,
    private readonly post: (message: FromWorker) => void,
  ) {
    this.stop = simulation.listen((entry) => this.hear(entry));
  }

  close(): void {
    this.stop();
  }

  /** The row that the page has of an object. */
  row(key: ObjectKey): Row | undefined {
    return this.sent.get(key)?.row;
  }

  *rows(table: TableName): Generator<Row> {
    for (const sent of this.sent.values()) if (sent.table === table) yield sent.row;
  }

  get steps(): readonly number[] {
    this.index();
    return this.busySteps;
  }

  position(): Position {
    const { step, time, branch } = this.simulation.position;
    return { step, time, branch, end: this.simulation.end.step, ...this.start };
  }

  private hear(entry: TraceEntry | undefined): void {
    if (!entry) {
      this.jumped = true;
      return;
    }
    if (entry.writes.length > 0) this.lastWrite = entry.time;
    for (const { key } of entry.writes) this.dirty.add(key);
    // What a kubelet plans for a pod changes the pod's countdown without changing the pod.
    if (entry.component === 'kubelet') {
      const [, namespace, name] = entry.key.split('/');
      if (namespace !== undefined && name !== undefined) this.dirty.add(`pods/${namespace}/${name}`);
    }
  }

  /** Sends what changed. `fresh`: the page knows nothing yet. */
  flush(playing: boolean, fresh = false): void {
    const tables: Partial<Record<TableName, { put: Row[]; drop: string[] }>> = {};
    const table = (name: TableName) => (tables[name] ??= { put: [], drop: [] });
    const reset = this.jumped;
    const { objects } = this.simulation.state;
    if (this.jumped) {
      const gone = new Set(this.sent.keys());
      for (const [key, object] of objects.entries()) {
        gone.delete(key);
        this.put(key, object, table, true);
      }
      for (const key of gone) this.drop(key, table);
    } else {
      for (const key of this.dirty) {
        const object = objects.get(key);
        if (object) this.put(key, object, table, false);
        else this.drop(key, table);
      }
    }
    this.traffic(table);
    this.broken(table);
    this.jumped = false;
    this.undrawn = true;
    this.dirty.clear();
    this.index();
    const branches = this.branches();
    const branchText = JSON.stringify(branches);
    const on = addonsOn(this.simulation.view);
    const addonText = on.join();
    const marks = this.marks.length !== this.sentMarks || reset || fresh ? this.marks : undefined;
    this.sentMarks = this.marks.length;
    this.post({
      kind: 'delta',
      fresh,
      reset: reset || fresh,
      position: this.position(),
      playing,
      tables: tables as never,
      marks,
      branches: branchText === this.sentBranches && !fresh ? undefined : branches,
      addons: addonText === this.sentAddons && !fresh ? undefined : on,
    });
    this.sentBranches = branchText;
    this.sentAddons = addonText;
  }

  /** Traffic is no object: its rows are made of what the component remembers. */
  private traffic(table: (name: TableName) => { put: Row[]; drop: string[] }): void {
    const memory = this.simulation.view.memoryOf(TRAFFIC);
    const sources = new Map(sourcesOf(memory).map((source) => [`traffic/${source.name}`, source]));
    for (const key of this.sentTraffic.keys()) if (!sources.has(key)) table('traffic').drop.push(key);
    for (const [key, source] of sources) if (this.sentTraffic.get(key) !== source) table('traffic').put.push(trafficRow(key, memory, source, this.start.origin));
    this.sentTraffic = sources;
  }

  private broken(table: (name: TableName) => { put: Row[]; drop: string[] }): void {
    const { objects } = this.simulation.state;
    const now = brokenNow(this.simulation.view.memoryOf(FAULTS), (key) => objects.get(key)?.metadata.uid);
    const rows = new Map(now.map((broken) => [`broken/${broken.id}`, broken]));
    for (const key of this.sentBroken.keys()) if (!rows.has(key)) table('broken').drop.push(key);
    for (const [key, broken] of rows) {
      if (this.sentBroken.get(key) === broken) continue;
      const { id, text, since, about, mend } = broken;
      const row: BrokenRow = {
        key,
        namespace: '',
        name: id,
        uid: '',
        created: since,
        text,
        mend: mend.text,
        command: `kubetick mend ${mendWords(mend)}`,
        ...(about && { about: about.key }),
      };
      table('broken').put.push(row);
    }
    this.sentBroken = rows;
  }

  private put(key: ObjectKey, object: KubeObject, table: (name: TableName) => { put: Row[]; drop: string[] }, jumped: boolean): void {
    if (UNSHOWN.test(key)) return;
    const before = this.sent.get(key);
    const failingPod = object.kind === 'Pod' && before !== undefined;
    if (before?.object === object && !(failingPod && (!jumped || this.countdownMoved(before.row, object)))) return;
    const made = rowOf(key, object, (one) => (one.kind === 'Job' ? jobCountdown(this.simulation, one) : podCountdown(this.simulation, one)));
    this.sent.set(key, { object, table: made.table, row: made.row });
    table(made.table).put.push(made.row);
  }

  private countdownMoved(row: Row, pod: KubeObject): boolean {
    const before = (row as { countdown?: { until: number } }).countdown?.until;
    return pod.metadata.deletionTimestamp === undefined && before !== podCountdown(this.simulation, pod as Pod)?.until;
  }

  private drop(key: ObjectKey, table: (name: TableName) => { put: Row[]; drop: string[] }): void {
    const sent = this.sent.get(key);
    if (!sent) return;
    this.sent.delete(key);
    table(sent.table).drop.push(key);
  }

  private branches(): BranchRow[] {
    const { origin } = this.start;
    return this.simulation.branches.map(({ id, name, from, end, trace, first }) => ({
      id,
      name,
      from: from && { ...from, time: trace[from.step - first - 1]?.time ?? origin },
      end: end.step,
      endTime: end.time,
    }));
  }

  /** Reads the entries that came since the last time; all of them after a change of branch. */
  private index(): void {
    const { branch } = this.simulation;
    if (this.indexed.branch !== branch.id || this.indexed.step > branch.end.step) {
      this.indexed = { branch: branch.id, step: this.start.start };
      this.marks = [];
      this.busySteps = [];
      this.sentMarks = -1;
    }
    for (let step = this.indexed.step + 1; step <= branch.end.step; step += 1) {
      const entry = this.simulation.entry(step);
      if (!entry) continue;
      if (!entry.idle) this.busySteps.push(step);
      if (this.marks.length < MARKS) this.mark(entry);
    }
    this.indexed.step = branch.end.step;
  }

  private mark(entry: TraceEntry): void {
    const { step, time } = entry;
    const last = this.marks[this.marks.length - 1];
    if (entry.actor === 'you') {
      const kind = inputAfter(this.simulation.branch, step - 1)?.input.input === 'fault' ? 'fault' : 'input';
      // A command may make several requests; it is one mark.
      if (last?.kind === kind && last.text === entry.decision && last.time === time) return;
      this.marks.push({ step, time, kind, text: entry.decision });
      return;
    }
    for (const { type, object, before } of entry.writes) {
      if (object.kind === 'Event' && type === 'ADDED') {
        const { reason, involvedObject } = object as Event;
        const warning = (object as Event).type === 'Warning';
        if (!warning && !TOLD.has(reason ?? '')) continue;
        const text = `${reason}: ${involvedObject.kind?.toLowerCase()}/${involvedObject.name}`;
        if (last?.text.split(':')[0] !== reason) this.marks.push({ step, time, kind: warning ? 'warning' : 'event', text });
        return;
      }
      if (object.kind === 'Deployment' && type === 'MODIFIED' && rolledOut(object as Deployment) && !rolledOut(before as Deployment)) {
        this.marks.push({ step, time, kind: 'done', text: `deployment/${object.metadata.name} is rolled out` });
      }
    }
  }
}

/** Events without a warning that are a turn of the story, not a step of it. */
const TOLD = new Set(['ScalingReplicaSet', 'SuccessfulRescale', 'Completed', 'DeploymentRollback', 'NodeReady', 'NodeNotReady', 'SuccessfulDelete', 'TaintManagerEviction']);

const rolledOut = ({ status }: Deployment): boolean => status?.conditions?.some(({ type, reason }) => type === 'Progressing' && reason === 'NewReplicaSetAvailable') ?? false;
