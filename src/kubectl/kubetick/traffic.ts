/** `kubetick traffic start|status|watch|stop`: a client outside the cluster that asks somebody so many times a second. */
import { fault, memoryOf, now, sleep, type Task } from '../../engine/client.ts';
import { lossSentence, trafficReports, trafficSentence, type TrafficReport } from '../../kubelet/traffic/report.ts';
import { TRAFFIC } from '../../kubelet/traffic/types.ts';
import type { Io } from '../io.ts';
import { TabWriter, TABLE_WIDTHS } from '../printers/tab-writer.ts';
import { namespaceOf, readWords, usageError, type Subcommand, type Words } from './words.ts';

const FLAGS = { rate: true, 'keep-alive': false, path: true, timeout: true, name: true, namespace: true, forget: false, for: true };
const VERBS = ['start', 'status', 'watch', 'stop'];

const USAGE = `Asks a Service, a pod, a node's port or a URL many times a second and counts who answered and what was lost.
(Kubetick's own: a real cluster has no such command.)

  kubetick traffic start svc/web --rate 40             40 requests a second (default 10), each on a new connection
  kubetick traffic start svc/web:8080 --keep-alive     connections are used again
  kubetick traffic start http://web.shop/cart          a name, an address, or the host of an ingress
  kubetick traffic start node/node-1:30080             a node's port
  kubetick traffic status [NAME]                       what came of it so far
  kubetick traffic watch [NAME] [--for 30s]            a line for each second
  kubetick traffic stop [NAME] [--forget]              asks no more; --forget throws the numbers away, too

Flags of start: --rate N, --keep-alive, --path /P, --timeout SECONDS (default 2), --name NAME, -n NAMESPACE.
`;

export const trafficCommand: Subcommand = {
  help: 'asks a Service many times a second: who answers, and what is lost',
  usage: USAGE,
  *run(argv, io) {
    const words = readWords(argv, FLAGS);
    if (!words.ok) return yield* usageError(io, 'traffic', words.error);
    const [verb, argument, ...more] = words.value.args;
    if (more.length > 0) return yield* usageError(io, 'traffic', `"${more[0]}" is one word too many`);
    switch (verb) {
      case 'start':
        return yield* start(argument, words.value, io);
      case 'stop':
        return yield* tell(io, 'traffic-stop', { ...(argument !== undefined && { name: argument }), ...(words.value.flags['forget'] === 'true' && { forget: true }) });
      case 'status':
        return yield* status(argument, io);
      case 'watch':
        return yield* watch(argument, words.value, io);
      default:
        return yield* usageError(io, 'traffic', verb === undefined ? 'start, status, watch or stop?' : `there is no "${verb}"`);
    }
  },
  words: (before) => (before.length === 0 ? VERBS : before[0] === 'start' && before.length === 1 ? ['svc/', 'pod/', 'node/', 'http://'] : []),
};

function* start(target: string | undefined, words: Words, io: Io): Task<number> {
  if (target === undefined) return yield* usageError(io, 'traffic', 'whom to ask? For example svc/web');
  const { flags } = words;
  return yield* tell(io, 'traffic-start', {
    target,
    namespace: namespaceOf(words, io),
    ...(flags['rate'] !== undefined && { rate: Number(flags['rate']) }),
    ...(flags['keep-alive'] === 'true' && { keepAlive: true }),
    ...(flags['path'] !== undefined && { path: flags['path'] }),
    ...(flags['timeout'] !== undefined && { timeout: Number(flags['timeout'].replace(/s$/, '')) }),
    ...(flags['name'] !== undefined && { name: flags['name'] }),
  });
}

function* tell(io: Io, name: string, args: Readonly<Record<string, unknown>>): Task<number> {
  const { done, error } = yield* fault(name, args);
  if (done === undefined) {
    io.stderr(`kubetick traffic: ${error}\n`);
    return 1;
  }
  io.stdout(`kubetick: ${done}\n`);
  return 0;
}

function* chosen(name: string | undefined, io: Io): Task<readonly TrafficReport[] | undefined> {
  const reports = trafficReports(yield* memoryOf(TRAFFIC, ''), 10);
  const found = name === undefined ? reports : reports.filter((report) => report.name === name);
  if (found.length > 0) return found;
  io.stderr(name === undefined ? 'kubetick traffic: there is no traffic\n' : `kubetick traffic: there is no traffic named "${name}"\n`);
  return undefined;
}

function* status(name: string | undefined, io: Io): Task<number> {
  const reports = yield* chosen(name, io);
  if (!reports) return 1;
  for (const [index, report] of reports.entries()) {
    if (index > 0) io.stdout('\n');
    const when = (time: number): string => `${((time - report.startedAt) / 1000).toFixed(1)} s`;
    const { rate, keepAlive, stoppedAt, path } = report;
    const how = `${rate} a second${keepAlive ? ' over connections that it keeps' : ''}`;
    io.stdout(`${report.name}: ${report.target}${path === '/' ? '' : ` ${path}`}, ${stoppedAt === undefined ? how : `${how} until it was stopped after ${when(stoppedAt)}`}\n`);
    io.stdout(`${trafficSentence(report, when)}\n`);
    if (report.versions.length > 0) {
      const table = new TabWriter(TABLE_WIDTHS, (text) => io.stdout(text));
      table.write('ANSWERED BY\tIMAGE\tREQUESTS\n');
      for (const { owner, image, answered } of report.versions) table.write(`${owner}\t${image}\t${answered}\n`);
      table.flush();
    }
    for (const loss of report.losses.slice(-10)) io.stdout(`${loss.reason}: ${lossSentence(loss, when)}\n`);
  }
  return 0;
}

/** Milliseconds; `undefined`: no such time. */
function duration(text: string | undefined): number | undefined {
  const [, number, unit = 's'] = /^(\d{1,5})(s|m)?$/.exec(text ?? '10s') ?? [];
  return number === undefined ? undefined : Number(number) * (unit === 'm' ? 60_000 : 1000);
}

function* watch(name: string | undefined, { flags }: Words, io: Io): Task<number> {
  const length = duration(flags['for']);
  if (length === undefined) return yield* usageError(io, 'traffic', `"${flags['for']}" is no time: write 30s or 2m`);
  const first = yield* chosen(name, io);
  if (!first) return 1;
  if (first.length > 1) return yield* usageError(io, 'traffic', `which one? There are ${first.map((report) => report.name).join(', ')}`);
  const until = (yield* now()) + length;
  let seen = first[0]!.buckets.at(-1)?.at ?? 0;
  while ((yield* now()) < until) {
    yield* sleep(Math.min(1000, until - (yield* now())));
    const time = yield* now();
    const report = trafficReports(yield* memoryOf(TRAFFIC, ''), 30).find((one) => one.name === first[0]!.name);
    if (!report) break;
    for (const { at, asked, versions, failed } of report.buckets) {
      if (at <= seen || at + 1000 > time) continue;
      seen = at;
      const answered = Object.entries(versions).map(([version, count]) => `${count} by ${version}`);
      const lost = Object.entries(failed).map(([reason, count]) => `${count} lost (${reason})`);
      io.stdout(`${String(Math.max(0, Math.round((at - report.startedAt) / 1000))).padStart(4)} s  ${String(asked).padStart(4)} asked  ${[...answered, ...lost].join(', ')}\n`);
    }
    if (report.stoppedAt !== undefined) break;
  }
  return 0;
}
