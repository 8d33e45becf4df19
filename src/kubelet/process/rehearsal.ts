/**
 * Starting a container is most of what its processes ever do, and a thousand containers of one template start alike. So a start is rehearsed
 * once, with holes for what differs (`holes.ts`) and a clock that nobody may look at; what it comes to is kept as a plan, and filled in for
 * every further container for which all that was looked at is the same. What cannot be rehearsed (who asks for the time, a random number or
 * another pod) runs as it is. Purely a matter of speed: the result is the same to the byte.
 */
import { ok, type Result } from '../../base/result.ts';
import { deepEqual } from '../../base/equal.ts';
import { toBytes } from './bytes.ts';
import { holeFor, isHole, isRehearsedTime, REHEARSED_NOW, type Rehearsing } from './holes.ts';
import { advance, quietUntil, startContainer } from './sandbox.ts';
import type { Advance, ContainerSpec, ContainerState, DirectoryNode, ProcessHost, SandboxState, StartError } from './types.ts';

/** Makes a container and runs it until all its processes wait: `startContainer`, and `advance` to the same instant. */
export function launch(state: SandboxState, spec: ContainerSpec, now: number, host: ProcessHost): Result<Advance, StartError> {
  const known = canBeRehearsed(state) && !isRehearsedTime(spec.memoryLimit ?? 0) ? rehearsed(state, spec, now, host) : undefined;
  if (known) return ok(known);
  const started = startContainer(state, spec, now, host);
  return started.ok ? ok(advance(started.value, now, host)) : started;
}

/** Nothing else goes on in the sandbox, and its volumes are few enough to be compared. */
function canBeRehearsed(state: SandboxState): boolean {
  for (const name in state.containers) for (const _ in state.containers[name]!.processes) return false;
  for (const _ in state.connections) return false;
  let nodes = 0;
  const count = (directory: DirectoryNode): boolean => {
    for (const name in directory.entries) {
      const node = directory.entries[name]!;
      nodes += 1 + (node.type === 'file' ? node.data.length >> 10 : 0);
      if (nodes > MAX_NODES || (node.type === 'directory' && !count(node))) return false;
    }
    return true;
  };
  return Object.values(state.volumes).every(count);
}
const MAX_NODES = 50;

/** What one start came to, and what it looked at on the way. */
interface Rehearsal {
  /** What is in the plans' holes, by number; and what was in them for the last container (of no meaning but that strings are shared). */
  readonly holes: readonly string[];
  readonly texts: string[];
  readonly looked: readonly (readonly [hole: string, text: string])[];
  readonly trees: readonly (readonly [hole: string, tree: DirectoryNode])[];
  readonly container: Plan;
  readonly volumes: Plan;
  readonly output: Plan;
  readonly exits: Plan;
  readonly connections: Plan;
  readonly nextConnection: number;
  /** `quietUntil` of the sandbox that it comes to. */
  readonly quiet: Plan;
}

/** Per image: starts that are alike but for what is in their holes. */
type Known = Map<string, { rehearsals: Rehearsal[]; refused: number }>;
const ofImages = new WeakMap<DirectoryNode, Known>();
/** So many different starts of one image are kept, and so many ways in which one start went. */
const MAX_STARTS = 100;
const MAX_WAYS = 4;

function rehearsed(state: SandboxState, spec: ContainerSpec, now: number, host: ProcessHost): Advance | undefined {
  const image = host.image(spec.image);
  let known = ofImages.get(image);
  if (!known) ofImages.set(image, (known = new Map()));
  const key = likeness(state, spec, host);
  let start = known.get(key);
  if (!start) {
    if (known.size >= MAX_STARTS) known.clear();
    known.set(key, (start = { rehearsals: [], refused: 0 }));
  }
  const fill = new Filling(state, spec, now);
  let found = start.rehearsals.find((rehearsal) => fill.fits(rehearsal, host));
  if (!found && start.refused < MAX_WAYS && start.rehearsals.length < MAX_WAYS) {
    found = rehearse(state, spec, host, fill);
    if (found) start.rehearsals.push(found);
    else start.refused += 1;
  }
  return found && fill.perform(found);
}

/** What two starts must have in common to be rehearsed as one. */
function likeness(state: SandboxState, spec: ContainerSpec, host: ProcessHost): string {
  const { env, files, mounts, ...rest } = spec;
  return JSON.stringify([
    rest,
    Object.keys(env),
    Object.keys(files ?? {}),
    mounts?.map(({ from, ...mount }) => [mount, 'tree' in from ? '' : from.volume]),
    state.volumes,
    state.nextConnection,
    host.flavour,
  ]);
}

class Filling {
  private readonly state: SandboxState;
  private readonly spec: ContainerSpec;
  private readonly now: number;

  constructor(state: SandboxState, spec: ContainerSpec, now: number) {
    this.state = state;
    this.spec = spec;
    this.now = now;
  }

  /** What belongs into a hole. */
  text(hole: string): string {
    const name = hole.slice(5);
    switch (hole.slice(1, 5)) {
      case 'env ':
        return toBytes(this.spec.env[name]!);
      case 'file':
        return toBytes(this.spec.files![name]!);
      case 'tree':
        return (this.spec.mounts![Number(name)]!.from as { readonly tree: string }).tree;
      case 'host':
        return this.state.hostname;
      default:
        return this.state.ip;
    }
  }

  fits({ looked, trees }: Rehearsal, host: ProcessHost): boolean {
    for (const [hole, text] of looked) if (this.text(hole) !== text) return false;
    for (const [hole, tree] of trees) if (!deepEqual(host.tree(this.text(hole)), tree)) return false;
    return true;
  }

  perform(rehearsal: Rehearsal): Advance {
    const { holes, texts } = rehearsal;
    const filled = holes.map((hole, i) => {
      const text = this.text(hole);
      // Most texts are those of the container before: the same string is kept once.
      return text === texts[i] ? texts[i] : (texts[i] = text);
    });
    const start = new Start(rehearsal, filled, this.now, this.state, this.spec.name);
    return {
      state: start.state,
      output: fill(rehearsal.output, filled, this.now) as Advance['output'],
      exits: fill(rehearsal.exits, filled, this.now) as Advance['exits'],
    };
  }
}

function fill(plan: Plan, texts: readonly string[], now: number): unknown {
  switch (plan.is) {
    case 'same':
      return plan.value;
    case 'time':
      return now + plan.after;
    case 'hole':
      return texts[plan.hole];
    case 'list': {
      const list = plan.value.slice();
      for (const [at, part] of plan.parts) list[at] = fill(part, texts, now);
      return list;
    }
    case 'object': {
      const object: Record<string, unknown> = { ...plan.value };
      for (const [key, part] of plan.parts) object[key] = fill(part, texts, now);
      return object;
    }
  }
}

/**
 * A sandbox in which nothing has happened since a rehearsed start: the rehearsal and what fills it, a sixth of the whole. The whole is made
 * when it is looked at, and kept while it is among those looked at last. In JSON it is the whole: whether a start was rehearsed shows nowhere.
 */
export class Start {
  private readonly rehearsal: Rehearsal;
  private readonly texts: readonly string[];
  private readonly now: number;
  private readonly hostname: string;
  private readonly ip: string;
  private readonly random: number;
  /** Containers that ended before. */
  private readonly others: SandboxState['containers'];
  private readonly name: string;
  #whole: SandboxState | undefined;

  constructor(
    rehearsal: Rehearsal,
    texts: readonly string[],
    now: number,
    { hostname, ip, random, containers }: Pick<SandboxState, 'hostname' | 'ip' | 'random' | 'containers'>,
    name: string,
  ) {
    this.rehearsal = rehearsal;
    this.texts = texts;
    this.now = now;
    this.hostname = hostname;
    this.ip = ip;
    this.random = random;
    this.others = Object.keys(containers).length === 0 ? NO_OTHERS : containers;
    this.name = name;
  }

  get state(): SandboxState {
    const { rehearsal, texts, now, hostname, ip, random, others, name } = this;
    if (this.#whole) return this.#whole;
    const whole: SandboxState = {
      hostname,
      ip,
      volumes: fill(rehearsal.volumes, texts, now) as SandboxState['volumes'],
      containers: { ...others, [name]: fill(rehearsal.container, texts, now) as ContainerState },
      connections: fill(rehearsal.connections, texts, now) as SandboxState['connections'],
      nextConnection: rehearsal.nextConnection,
      random,
    };
    startOf.set(whole, this);
    this.#keep(whole);
    return whole;
  }

  /** `quietUntil` of the whole, which need not be made for it. */
  get quiet(): ReturnType<typeof quietUntil> {
    return fill(this.rehearsal.quiet, this.texts, this.now) as ReturnType<typeof quietUntil>;
  }

  #keep(whole: SandboxState): void {
    this.#whole = whole;
    const oldest = kept[next];
    if (oldest) oldest.#whole = undefined;
    kept[next] = this;
    next = (next + 1) % KEPT;
  }

  toJSON(): SandboxState {
    return this.state;
  }

  /** The same start of another pod: its texts, put through `rename`. */
  renamed(rename: (text: string) => string): Start {
    const { rehearsal, texts, now, hostname, ip, random, others, name } = this;
    return new Start(rehearsal, texts.map(rename), now, { hostname: rename(hostname), ip: rename(ip), random, containers: others }, name);
  }
}

const NO_OTHERS: SandboxState['containers'] = {};
const startOf = new WeakMap<SandboxState, Start>();
/** Starts whose whole is at hand, in a ring. As many as pods are started and ended at a time by what the bench measures, and some. */
const KEPT = 512;
const kept: (Start | undefined)[] = [];
let next = 0;

/** What to keep of a sandbox: its start, where it stands as it was started. */
export const packed = (state: SandboxState): SandboxState | Start => startOf.get(state) ?? state;
export const unpacked = (state: SandboxState | Start): SandboxState => (state instanceof Start ? state.state : state);

class Refused extends Error {}

/** Runs a start with holes; `undefined` where it cannot be told without them, or fails. */
function rehearse(state: SandboxState, spec: ContainerSpec, host: ProcessHost, fill: Filling): Rehearsal | undefined {
  const looked = new Map<string, string>();
  const trees = new Map<string, DirectoryNode>();
  let refused = false;
  const refuse = (): never => {
    refused = true;
    throw new Refused();
  };
  const rehearsing: Rehearsing = {
    refuse,
    reveal: (hole) => {
      const text = fill.text(hole);
      looked.set(hole, text);
      return text;
    },
    tree: (hole) => {
      const tree = host.tree(fill.text(hole));
      trees.set(hole, tree);
      return tree;
    },
  };
  const stage: ProcessHost = { ...host, rehearsing, tree: refuse, resolve: refuse, exchange: refuse };
  const holes = (texts: Readonly<Record<string, string>>, kind: string) => Object.fromEntries(Object.keys(texts).map((name) => [name, holeFor(kind + name)]));
  const play: ContainerSpec = {
    ...spec,
    env: holes(spec.env, 'env '),
    ...(spec.files && { files: holes(spec.files, 'file') }),
    ...(spec.mounts && { mounts: spec.mounts.map((mount, i) => ('tree' in mount.from ? { ...mount, from: { tree: holeFor(`tree${i}`) } } : mount)) }),
  };
  try {
    const started = startContainer({ ...state, hostname: holeFor('host'), ip: holeFor('addr'), containers: {} }, play, REHEARSED_NOW, stage);
    if (!started.ok) return undefined;
    const end = advance(started.value, REHEARSED_NOW, stage);
    if (refused) return undefined;
    const found: string[] = [];
    return {
      holes: found,
      texts: [],
      looked: [...looked],
      trees: [...trees],
      container: planOf(end.state.containers[spec.name], found),
      volumes: planOf(end.state.volumes, found),
      output: planOf(end.output, found),
      exits: planOf(end.exits, found),
      connections: planOf(end.state.connections, found),
      nextConnection: end.state.nextConnection,
      quiet: planOf(quietUntil(end.state), found),
    };
  } catch (thrown) {
    if (thrown instanceof Refused || refused) return undefined;
    throw thrown;
  }
}

/** A value with holes and times in it: what has none is shared by all that are made from it. */
type Plan =
  | { readonly is: 'same'; readonly value: unknown }
  | { readonly is: 'time'; readonly after: number }
  | { readonly is: 'hole'; readonly hole: number }
  | { readonly is: 'list'; readonly value: readonly unknown[]; readonly parts: readonly (readonly [number, Plan])[] }
  | { readonly is: 'object'; readonly value: object; readonly parts: readonly (readonly [string, Plan])[] };

function planOf(value: unknown, holes: string[]): Plan {
  if (typeof value === 'number') return isRehearsedTime(value) ? { is: 'time', after: value - REHEARSED_NOW } : { is: 'same', value };
  if (typeof value === 'string') return isHole(value) ? { is: 'hole', hole: numberOf(value, holes) } : { is: 'same', value };
  if (typeof value !== 'object' || value === null) return { is: 'same', value };
  if (Array.isArray(value)) {
    const parts = value.map((item, i) => [i, planOf(item, holes)] as const).filter(([, plan]) => plan.is !== 'same');
    return parts.length === 0 ? { is: 'same', value } : { is: 'list', value, parts };
  }
  const parts = Object.entries(value)
    .map(([key, item]) => [key, planOf(item, holes)] as const)
    .filter(([, plan]) => plan.is !== 'same');
  return parts.length === 0 ? { is: 'same', value } : { is: 'object', value, parts };
}

function numberOf(hole: string, holes: string[]): number {
  const known = holes.indexOf(hole);
  return known >= 0 ? known : holes.push(hole) - 1;
}
