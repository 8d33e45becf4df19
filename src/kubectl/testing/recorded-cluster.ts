/**
 * A cluster that is a golden recording: it answers reads with what was there at a moment of it, and watches with what came after.
 * For tests of what kubectl prints; writes are refused, so only commands that read can be replayed.
 */
import fs from 'node:fs';
import { parseFieldSelector } from '../../api/meta/field-selector.ts';
import { parseSelector, selectorMatches, type Selector } from '../../api/meta/selector.ts';
import { failure } from '../../api/meta/status.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import type { ApiRequest, ApiResponse, Effect, Handle, Notice, Reply, Task, WatchRequest } from '../../engine/client.ts';

export interface RecordedStep {
  readonly run?: string;
  readonly from: number;
  readonly to: number;
  readonly exit?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}
interface HistoryEntry {
  readonly t: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: string;
  readonly name: string;
  readonly object?: unknown;
  readonly patch?: unknown;
}
export interface Recording {
  readonly scenario: string;
  readonly namespace?: string;
  readonly steps: readonly RecordedStep[];
  readonly history: readonly HistoryEntry[];
  readonly loose?: { readonly steps?: readonly number[] };
}

/** When the recording began, as far as the replay is concerned. */
export const EPOCH = Date.UTC(2026, 10, 22, 5, 0, 0);

export const readRecording = (path: string): Recording => JSON.parse(fs.readFileSync(path, 'utf8')) as Recording;

type Tree = Readonly<Record<string, unknown>>;

function merge(target: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = target !== null && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}

/** `T12` back into a timestamp. */
function absoluteTimes(value: unknown): unknown {
  if (typeof value === 'string') return /^T-?\d+$/.test(value) ? `${new Date(EPOCH + Number(value.slice(1)) * 1000).toISOString().slice(0, 19)}Z` : value;
  if (Array.isArray(value)) return value.map(absoluteTimes);
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, absoluteTimes(v)]));
  return value;
}

const pluralOf = (kind: string): string => {
  const lower = kind.toLowerCase();
  if (lower === 'endpoints') return lower;
  if (/(s|x|ch|sh)$/.test(lower)) return `${lower}es`;
  return lower.endsWith('cy') ? `${lower.slice(0, -1)}ies` : `${lower}s`;
};

/** What a recording keeps, as resources. Nodes and namespaces are left out: those that were there before are not in it. */
const RECORDED = new Set([
  'pods',
  'events',
  'services',
  'endpoints',
  'configmaps',
  'secrets',
  'serviceaccounts',
  'resourcequotas',
  'limitranges',
  'persistentvolumeclaims',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'controllerrevisions.apps',
  'jobs.batch',
  'cronjobs.batch',
  'endpointslices.discovery.k8s.io',
  'ingresses.networking.k8s.io',
  'poddisruptionbudgets.policy',
  'horizontalpodautoscalers.autoscaling',
]);
/** Of these the namespace `default` has some that are in no recording. */
const OF_THE_API_SERVER = new Set(['services', 'endpoints', 'endpointslices.discovery.k8s.io']);
const SELECTABLE = /^(metadata\.(name|namespace)|status\.phase|spec\.(nodeName|restartPolicy)|involvedObject\.\w+|reason|type)$/;
const ENDPOINTS_WARNING = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

interface OpenWatch {
  readonly watch: WatchRequest;
  readonly selector: Selector;
}

export class RecordedCluster {
  /** Milliseconds since the epoch. */
  time: number;
  readonly #recording: Recording;
  readonly #objects = new Map<string, KubeObject>();
  readonly #watches = new Map<Handle, OpenWatch>();
  /** Task's patience: the replay ends here, as Ctrl+C would. */
  readonly #end: number;
  #next = 0;
  #handles = 0;
  /** Why the recording cannot say what the cluster would have said. */
  unanswerable: string | undefined;

  /** `given`: objects that were there before, such as nodes. `at`, `end`: seconds. */
  constructor(recording: Recording, given: readonly KubeObject[], at: number, end = Infinity) {
    this.#recording = recording;
    this.time = EPOCH + at * 1000;
    this.#end = EPOCH + end * 1000;
    for (const object of given) this.#objects.set(`${object.kind}/${object.metadata.name}`, object);
    while ((recording.history[this.#next]?.t ?? Infinity) <= at) this.#advance();
  }

  /** Runs a task to its end; `undefined` where the recording ends before it. */
  run<T>(task: Task<T>): T | undefined {
    let step = task.next(undefined as never);
    while (!step.done) {
      const reply = this.#reply(step.value);
      if (reply === 'interrupt') {
        task.return(undefined as never);
        return undefined;
      }
      step = task.next(reply);
    }
    return step.value;
  }

  #reply(effect: Effect): Reply | 'interrupt' {
    switch (effect.effect) {
      case 'now':
        return this.time;
      case 'request':
        return this.#answer(effect.request);
      case 'watch': {
        const selector = parseSelector(effect.watch.labelSelector ?? '');
        this.#watches.set(++this.#handles, { watch: effect.watch, selector: selector.ok ? selector.value : { requirements: [] } });
        return this.#handles;
      }
      case 'next':
        return this.#wait(effect.handles, effect.until ?? Infinity);
      case 'close':
        this.#watches.delete(effect.handle);
        return undefined;
      default:
        throw new Error(`a recording has no ${effect.effect}`);
    }
  }

  #wait(handles: readonly Handle[], until: number): Notice | 'interrupt' {
    for (;;) {
      const due = EPOCH + (this.#recording.history[this.#next]?.t ?? Infinity) * 1000;
      if (Math.min(due, until) > this.#end || (due === Infinity && until === Infinity)) return 'interrupt';
      if (until <= due) {
        this.time = until;
        return { notice: 'timeout' };
      }
      this.time = Math.max(this.time, due);
      const { type, object } = this.#advance();
      if (!object) continue;
      for (const handle of handles) {
        const open = this.#watches.get(handle);
        if (open && this.#matches(object, { ...open.watch }, open.watch.fieldSelector, open.selector)) return { notice: 'event', handle, event: { type, object } };
      }
    }
  }

  #advance(): { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject | undefined } {
    const { type, kind, name, object, patch } = this.#recording.history[this.#next++]!;
    const id = `${kind}/${name}`;
    const before = this.#objects.get(id);
    if (type === 'DELETED') {
      this.#objects.delete(id);
      return { type, object: before };
    }
    // A change of what was there before and is not known cannot be shown.
    if (type === 'MODIFIED' && !before) return { type, object: undefined };
    const after = (type === 'ADDED' ? absoluteTimes(object) : merge(before, absoluteTimes(patch))) as KubeObject;
    this.#objects.set(id, { ...after, metadata: { ...after.metadata, resourceVersion: String(1000 + this.#next) } });
    return { type, object: this.#objects.get(id) };
  }

  #matches(object: KubeObject, { group, resource, namespace }: Pick<ApiRequest, 'group' | 'resource' | 'namespace'>, fields: string | undefined, selector: Selector): boolean {
    const slash = object.apiVersion.indexOf('/');
    if (pluralOf(object.kind) !== resource || (slash < 0 ? '' : object.apiVersion.slice(0, slash)) !== group) return false;
    if (namespace !== undefined && object.metadata.namespace !== undefined && object.metadata.namespace !== namespace) return false;
    if (!selectorMatches(selector, object.metadata.labels)) return false;
    const terms = parseFieldSelector(fields ?? '');
    return terms.ok && terms.value.every(({ field, equal, value }) => (fieldOf(object, field) === value) === equal);
  }

  #answer(request: ApiRequest): ApiResponse {
    const { verb, resource, name, options = {} } = request;
    const shown = request.group ? `${resource}.${request.group}` : resource;
    this.unanswerable ??= reasonAgainst(request, shown, this.#recording.namespace === 'default');
    const selector = parseSelector(options.labelSelector ?? '');
    if (!selector.ok) return { ok: false, warnings: [], status: failure(400, 'BadRequest', selector.error) };
    const found = [...this.#objects.values()]
      .filter((object) => this.#matches(object, request, options.fieldSelector, selector.value))
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const resourceVersion = String(1000 + this.#next);
    const warnings = shown === 'endpoints' ? [ENDPOINTS_WARNING] : [];
    if (verb === 'list') return { ok: true, code: 200, warnings, body: { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion }, items: found } };
    const one = found.find((object) => object.metadata.name === name);
    if (verb === 'get' && one) return { ok: true, code: 200, warnings, body: one };
    return { ok: false, warnings: [], status: failure(404, 'NotFound', `${shown} "${name}" not found`, { name, kind: shown }) };
  }
}

function reasonAgainst({ verb, namespace, subresource, options = {} }: ApiRequest, resource: string, inDefault: boolean): string | undefined {
  if (verb !== 'get' && verb !== 'list') return `a recording takes no ${verb}`;
  if (subresource) return 'a recording has no subresources';
  if (!RECORDED.has(resource) || (inDefault && OF_THE_API_SERVER.has(resource))) return `a recording does not have all ${resource}`;
  if (namespace !== 'default') return 'a recording has one namespace';
  const terms = parseFieldSelector(options.fieldSelector ?? '');
  return terms.ok && terms.value.every(({ field }) => SELECTABLE.test(field)) ? undefined : 'the server judges field selectors';
}

function fieldOf(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const part of path.split('.')) value = value !== null && typeof value === 'object' ? (value as Tree)[part] : undefined;
  return value === undefined ? '' : String(value);
}
