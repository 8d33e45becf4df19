/** Answers that change nothing: about objects, texts, steps, and what would be. */
import { addons } from '../../cluster/addons/registry.ts';
import { loadsPut } from '../../cluster/addons/metrics/load.ts';
import { kindRegistry } from '../../cluster/cluster.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { tutorialImages } from '../../kubelet/images/index.ts';
import type { Feed } from './feed.ts';
import type { AskedSide } from './history-protocol.ts';
import type { ApplyPreview, Calls, TraceRow } from './protocol.ts';
import type { ShellHost } from './shell.ts';
import { causeOf, writeText } from './why.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';

/** What it needs of the host. */
export interface Asked {
  /** That which runs now. Throws where none does. */
  simulation(): Simulation;
  /** The branch that a question is about, with what the page has of it. */
  of(side: AskedSide | undefined): { readonly sim: Simulation; readonly feed: Feed };
  readonly shell: Promise<ShellHost>;
}

type Names = 'addons' | 'trace' | 'traceIndex' | 'why' | 'nodeLoss' | 'inside' | 'yaml' | 'describe' | 'logs' | 'check' | 'preview' | 'previewLine' | 'export';
type Answers = { readonly [N in Names]: (options: Parameters<Calls[N]>[0]) => ReturnType<Calls[N]> | Promise<ReturnType<Calls[N]>> };

export class Questions {
  private previews = 0;

  constructor(private readonly host: Asked) {}

  readonly answers: Answers = {
    addons: () => ({ addons: addons.map(({ name, title, brings }) => ({ name, title, brings })), loads: loadsPut(this.host.simulation().view) }),
    trace: ({ from, to }) => {
      const rows: TraceRow[] = [];
      const read = { step: to, first: 0, entry: (step: number) => this.host.simulation().entry(step) };
      for (let step = from; step <= to; step += 1) {
        const entry = this.host.simulation().entry(step);
        if (!entry || entry.idle) continue;
        const { time, actor, key, decision, writes, idle } = entry;
        rows.push({ step, time, actor, key, decision, cause: causeOf(entry, read)?.step, idle, writes: writes.map(writeText) });
      }
      return rows;
    },
    traceIndex: () => ({ steps: this.host.of(undefined).feed.steps }),
    why: async ({ key, side }) => {
      const [{ whyAnswer }, { sim, feed }] = [await import('./why-answer.ts'), this.host.of(side)];
      return whyAnswer(sim, feed, key, async (words) => (await this.host.shell).read(words, sim));
    },
    nodeLoss: async ({ key }) => {
      const { nodeLoss } = await import('./node-loss.ts');
      const sim = this.host.simulation();
      return nodeLoss(sim, key, () => sim !== this.host.simulation(), rest);
    },
    inside: async ({ key, side }) => {
      const { podInside } = await import('./inside.ts');
      return podInside(this.host.of(side).sim, key);
    },
    yaml: ({ key }) => this.text('get', key, undefined, ['-o', 'yaml']),
    describe: ({ key, side }) => this.text('describe', key, side),
    logs: async ({ key, container, previous, side }) => {
      const { sim } = this.host.of(side);
      const pod = sim.state.objects.get(key) as Pod | undefined;
      if (!pod) throw new Error('There is no such object at this step.');
      const [, namespace, name] = key.split('/') as [string, string, string];
      const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map((one) => one.name);
      const chosen = container ?? pod.spec.containers[0]!.name;
      return { containers, text: (await this.host.shell).read(['logs', name, '-n', namespace, '-c', chosen, ...(previous ? ['--previous'] : [])], sim) };
    },
    check: async ({ file, text }) => {
      const [{ checkFile }, shell] = await Promise.all([import('./check.ts'), this.host.shell]);
      return checkFile(file, text, kindRegistry, { request: (call) => this.host.simulation().request(call), applied: (object) => shell.refusal(object, this.host.simulation()) });
    },
    preview: ({ file, text }) => this.preview(file, text),
    previewLine: async ({ line, files }) => {
      const [{ applyPreview }, shell] = await Promise.all([import('./preview.ts'), this.host.shell]);
      const sim = this.host.simulation();
      return applyPreview(
        sim,
        tutorialImages,
        (fork) => shell.tried(line, files, fork),
        () => sim !== this.host.simulation(),
        rest,
      );
    },
    export: async ({ what, files }) => {
      const { objectsYaml, storyScript } = await import('./export.ts');
      return { text: what === 'yaml' ? objectsYaml(this.host.simulation()) : storyScript(this.host.simulation(), this.host.of(undefined).feed.position().origin, files) };
    },
  };

  /** What a kubectl command that reads says of an object. */
  async text(verb: string, key: string, side: AskedSide | undefined, flags: readonly string[] = []): Promise<string> {
    const { sim } = this.host.of(side);
    if (!sim.state.objects.get(key)) throw new Error('There is no such object at this step.');
    const [resource, namespace, name] = key.split('/') as [string, string, string];
    return (await this.host.shell).read([verb, resource, name, ...(namespace === '' ? [] : ['-n', namespace]), ...flags], sim);
  }

  /** Only the last question is answered. */
  private async preview(file: string, text: string): Promise<ApplyPreview | undefined> {
    this.previews += 1;
    const mine = this.previews;
    if (!/\.(ya?ml|json)$/i.test(file) || text.trim() === '') return undefined;
    const [{ applyPreview }, shell] = await Promise.all([import('./preview.ts'), this.host.shell]);
    const sim = this.host.simulation();
    const stale = () => mine !== this.previews || sim !== this.host.simulation();
    if (stale()) return undefined;
    return applyPreview(sim, tutorialImages, (fork) => shell.withFile(['apply', '-f', file], file, text, fork), stale, rest);
  }
}

/** Lets other calls have their turn. */
const rest = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
