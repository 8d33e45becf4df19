/** Traffic on the tape: inputs that start and stop a source. */
import { err, ok } from '../../base/result.ts';
import type { Context, FaultHandler } from '../../engine/component.ts';
import type { KubeletOptions } from '../pod-step.ts';
import { begin } from './component.ts';
import { send } from './send.ts';
import { readTarget } from './target.ts';
import { bucketPrefix, sourceKey, sourcesOf, TRAFFIC, type SourceRecord } from './types.ts';

const MAX_SOURCES = 10;
const MAX_RATE = 1000;
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** Printable, no spaces: it goes into a request line. */
const PATH = /^\/[!-~]{0,500}$/;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const seconds = (value: unknown, otherwise: number): number => (value === undefined ? otherwise : Number(value));

/**
 * `traffic-start`: `target` (`svc/web`, `pod/x:8080`, `node/node-1:30080`, `http://host/path`), `rate` (requests a second, default 10), `keepAlive`, `path`,
 * `namespace`, `timeout` (seconds, default 2), `name` (default: of the target). A source of that name is replaced.
 */
const start = (options: KubeletOptions): FaultHandler => ({
  name: 'traffic-start',
  apply(context, args) {
    const namespace = text(args['namespace']) || 'default';
    const written = text(args['target']);
    const read = readTarget(written, namespace);
    if (!read.ok) return err(read.error);
    const { target } = read.value;
    const rate = seconds(args['rate'], 10);
    if (!(rate > 0 && rate <= MAX_RATE)) return err(`rate must be a number of requests a second, above 0 and at most ${MAX_RATE}`);
    const path = text(args['path']) || (read.value.path ?? '/');
    if (!PATH.test(path)) return err(`"${path}" is no path: it starts with / and has no spaces`);
    const timeout = seconds(args['timeout'], 2);
    if (!(timeout > 0 && timeout <= 60)) return err('timeout must be a number of seconds, above 0 and at most 60');
    const name = text(args['name']) || (target.kind === 'host' ? target.host : target.name).replaceAll('.', '-').slice(0, 63);
    if (!NAME.test(name)) return err(`"${name}" is no name for traffic: use lower case letters, digits and dashes`);
    const memory = context.memoryOf(TRAFFIC);
    const others = sourcesOf(memory).filter((source) => source.name !== name);
    if (others.length >= MAX_SOURCES) return err(`there are ${MAX_SOURCES} sources already: stop one and forget it first`);
    forget(context, name);
    const source: SourceRecord = {
      name,
      target,
      text: written,
      rate,
      keepAlive: args['keepAlive'] === true || args['keepAlive'] === 'true',
      path,
      timeout: timeout * 1000,
      startedAt: context.now,
      sent: 0,
      answered: 0,
      failures: {},
      versions: {},
      losses: [],
      table: [],
      tableAt: 0,
      reach: {},
      statuses: {},
      connections: [],
      random: seedOf(name, context.now),
    };
    memory.set(sourceKey(name), begin(context, options, source));
    context.wake(name, 0, TRAFFIC);
    return ok(`asks ${written}${path === '/' ? '' : ` for ${path}`} ${rate} times a second${source.keepAlive ? ' over connections that it keeps' : ''}`);
  },
});

/** `traffic-stop`: `name`; `forget`: its numbers go too. Without a name: all that run. */
const stop = (options: KubeletOptions): FaultHandler => ({
  name: 'traffic-stop',
  apply(context, args) {
    const memory = context.memoryOf(TRAFFIC);
    const name = text(args['name']);
    const forgets = args['forget'] === true || args['forget'] === 'true';
    const chosen = sourcesOf(memory).filter((source) => (name === '' ? forgets || source.stoppedAt === undefined : source.name === name));
    if (chosen.length === 0) return err(name === '' ? 'no traffic runs' : `there is no traffic named "${name}"`);
    for (const source of chosen) {
      if (forgets) forget(context, source.name);
      else if (source.stoppedAt === undefined) memory.set(sourceKey(source.name), { ...send(context, options, source), stoppedAt: context.now });
    }
    return ok(`${chosen.map((source) => source.text).join(', ')} ${chosen.length === 1 ? 'is' : 'are'} asked no more`);
  },
});

function forget(context: Context, name: string): void {
  const memory = context.memoryOf(TRAFFIC);
  memory.delete(sourceKey(name));
  for (const [key] of memory.entries(bucketPrefix(name))) memory.delete(key);
}

function seedOf(name: string, now: number): number {
  let seed = now >>> 0;
  for (let i = 0; i < name.length; i += 1) seed = (Math.imul(seed, 31) + name.charCodeAt(i)) >>> 0;
  return seed;
}

export const trafficInputs = (options: KubeletOptions): readonly FaultHandler[] => [start(options), stop(options)];
