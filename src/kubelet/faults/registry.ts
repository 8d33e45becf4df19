/** Faults of the registries that images come from. */
import { err, ok } from '../../base/result.ts';
import { breaks, FAULTS, mended, type Broken } from '../../engine/broken.ts';
import type { Context, FaultHandler } from '../../engine/component.ts';
import { KUBELET, registryOf, setRegistry } from '../memory.ts';
import { text, type Args } from './words.ts';

const HOST = /^[a-z0-9]([-a-z0-9.]{0,200}[a-z0-9])?(:\d{1,5})?$/;

/** The registry's host; `*`: all. */
function hostOf(args: Args, otherwise: string): string | undefined {
  const host = text(args['registry']) || otherwise;
  return host === '*' || HOST.test(host) ? host : undefined;
}

const named = (host: string): string => (host === '*' ? 'every registry' : host);

function fault(
  name: string,
  id: string,
  otherwise: string,
  apply: (context: Context, host: string, args: Args) => { readonly text: string; readonly mend: Broken['mend'] } | string,
): FaultHandler {
  return {
    name,
    apply(context, args) {
      const host = hostOf(args, otherwise);
      if (host === undefined) return err(`"${text(args['registry'])}" is no registry's host`);
      const done = apply(context, host, args);
      if (typeof done === 'string') return err(done);
      breaks(context, { id: `${id}/${host}`, ...done });
      return ok(done.text);
    },
  };
}

function change(context: Context, host: string, fields: object): void {
  const memory = context.memoryOf(KUBELET);
  setRegistry(memory, host, { ...registryOf(memory, host), ...fields });
}

const mend = (host: string, words: string): Broken['mend'] => ({ fault: 'registry-up', args: { registry: host }, text: words });

export const registryFaults: readonly FaultHandler[] = [
  fault('registry-down', 'registry-down', '*', (context, host) => {
    change(context, host, { down: true });
    return { text: host === '*' ? 'no image can be pulled from any registry' : `${host} does not answer: no image can be pulled from it`, mend: mend(host, 'bring it back') };
  }),
  fault('registry-slow', 'registry-slow', '*', (context, host, args) => {
    const factor = Number(args['factor'] ?? 10);
    if (!(factor >= 1 && factor <= 1000)) return 'factor must be a number of at least 1';
    change(context, host, { slowness: factor });
    return { text: `pulls ${host === '*' ? '' : `from ${host} `}take ${factor} times as long`, mend: mend(host, 'let it answer at its usual speed') };
  }),
  fault('registry-rate-limit', 'registry-limit', 'docker.io', (context, host) => {
    change(context, host, { limited: true });
    return { text: `${named(host)} refuses pulls without credentials: too many requests`, mend: mend(host, 'lift the limit') };
  }),
  fault('registry-private', 'registry-private', 'docker.io', (context, host, args) => {
    const username = text(args['username']);
    const password = text(args['password']);
    if ((username === '') !== (password === '')) return 'a username and its password come together';
    const repository = text(args['repository']);
    change(context, host, { asks: { ...(username !== '' && { username, password }), ...(repository !== '' && { repository }) } });
    const whose = username === '' ? '' : `those of ${username}`;
    return {
      text: `${named(host)} asks for credentials${whose === '' ? '' : `, ${whose}`}${repository === '' ? '' : `, for ${repository}`}`,
      mend: mend(host, 'let everybody pull'),
    };
  }),
  {
    name: 'registry-up',
    apply(context, args) {
      const host = hostOf(args, '*');
      if (host === undefined) return err(`"${text(args['registry'])}" is no registry's host`);
      const memory = context.memoryOf(KUBELET);
      for (const [key] of memory.entries('registry/')) if (host === '*' || key === `registry/${host}`) memory.delete(key);
      const faults = context.memoryOf(FAULTS);
      for (const [key] of faults.entries('broken/registry-')) {
        const id = key.slice('broken/'.length);
        if (host === '*' || id.endsWith(`/${host}`)) mended(faults, id);
      }
      return ok(host === '*' ? 'registries answer again, at their usual speed' : `${host} answers again, everybody, at its usual speed`);
    },
  },
];
