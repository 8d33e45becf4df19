// Plays every scenario of conformance/ and compares with the recordings of the real cluster.
//   node scripts/conformance.mjs [NAME…] [-v]   the judge's table and totals; -v shows the differences
//   node scripts/conformance.mjs --check        fails where a scenario differs that is not listed in deviations.yaml, and where a listed one is the same
//   node scripts/conformance.mjs --fidelity   writes the matrix of docs/FIDELITY.md
//   node scripts/conformance.mjs --list         writes what differs now into deviations.yaml, keeping the reasons that are there
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { dump, load } from 'js-yaml';
import { compare } from '../conformance/compare.mjs';
import { root } from './setup.mjs';

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: 'boolean', short: 'v' }, check: { type: 'boolean' }, list: { type: 'boolean' }, fidelity: { type: 'boolean' } },
});
const { playFile } = await import(`${root}/build/kubetick.js`);
const at = (...parts) => path.join(root, ...parts);
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const DEVIATIONS = at('conformance', 'deviations.yaml');

const scenarios = fs
  .readdirSync(at('conformance', 'scenarios'), { recursive: true })
  .map(String)
  .filter((f) => f.endsWith('.yaml'))
  .map((f) => f.split(path.sep).join('/').slice(0, -5))
  .sort()
  .filter((name) => wanted.length === 0 || wanted.some((w) => name === w || name.startsWith(`${w}/`)));
if (scenarios.length === 0) {
  console.error('no scenario was found');
  process.exit(1);
}

const add = (sum, figures) => sum.map((n, i) => n + figures[i]);
const whole = ([agreed, asked]) => agreed === asked;
const percent = ([agreed, asked]) => `${asked === 0 ? '100.0' : ((100 * agreed) / asked).toFixed(1)} %`;
const groups = new Map();
const results = new Map();

for (const name of scenarios) {
  const golden = read(at('conformance', 'golden', `${name}.json`));
  const started = performance.now();
  let played = { steps: [], history: [] };
  let broke;
  try {
    played = playFile(at('conformance', 'scenarios', `${name}.yaml`), { namespace: golden.namespace === 'default' ? 'default' : undefined });
  } catch (error) {
    broke = error.stack;
  }
  const took = Math.round(performance.now() - started);
  if (!options.check) {
    fs.mkdirSync(path.dirname(at('out', 'recordings', name)), { recursive: true });
    fs.writeFileSync(at('out', 'recordings', `${name}.json`), `${JSON.stringify(played, null, 1)}\n`);
  }
  const { steps, objects, events, differences } = compare(golden, played);
  const same = whole(steps) && whole(objects);
  results.set(name, { same, steps, objects, events, differences });
  const group = name.split('/')[0];
  const sum = groups.get(group) ?? { scenarios: [0, 0], steps: [0, 0], objects: [0, 0], events: [0, 0] };
  groups.set(group, { scenarios: add(sum.scenarios, [same ? 1 : 0, 1]), steps: add(sum.steps, steps), objects: add(sum.objects, objects), events: add(sum.events, events) });
  console.log(
    `${same ? 'same   ' : 'differs'} ${name.padEnd(52)} steps ${steps.join('/').padEnd(7)} objects ${objects.join('/').padEnd(7)} events ${events.join('/').padEnd(7)} ${took} ms`,
  );
  if (broke) console.log(broke);
  if (options.verbose) for (const difference of differences) console.log(JSON.stringify(difference, null, 1));
}

console.log('');
for (const [group, sum] of groups)
  console.log(
    `${group.padEnd(9)} ${sum.scenarios.join('/').padStart(7)} scenarios the same   steps ${percent(sum.steps).padStart(7)}   objects ${percent(sum.objects).padStart(7)}   events ${percent(sum.events).padStart(7)}`,
  );

if (options.fidelity) {
  const row = (name, { scenarios, steps, objects, events }) => `| ${name} | ${scenarios.join(' of ')} | ${[steps, objects, events].map(percent).join(' | ')} |`;
  const total = [...groups.values()].reduce((sum, group) => Object.fromEntries(Object.entries(sum).map(([key, figures]) => [key, add(figures, group[key])])), {
    scenarios: [0, 0],
    steps: [0, 0],
    objects: [0, 0],
    events: [0, 0],
  });
  const listed = load(fs.readFileSync(DEVIATIONS, 'utf8'))?.deviations ?? [];
  const matrix = `
| scenarios | the same | steps | objects | Events |
| --- | --- | --- | --- | --- |
${[...groups].map(([name, sum]) => row(name, sum)).join('\n')}
${row('**all**', total)}

${listed.length === 0 ? 'No scenario differs.' : `Those that differ, and why:\n\n${listed.map(({ scenario, differs, reason }) => `- **${scenario}** (${differs}): ${reason}`).join('\n')}`}
`;
  const file = at('docs', 'FIDELITY.md');
  fs.writeFileSync(
    file,
    fs.readFileSync(file, 'utf8').replace(/(<!-- matrix:[^>]*-->)[\s\S]*(<!-- \/matrix -->)/, (_, head, foot) => `${head}\n${matrix}\n${foot}`),
  );
}

const differing = [...results].filter(([, result]) => !result.same);
if (options.list) {
  const known = new Map((load(fs.readFileSync(DEVIATIONS, 'utf8'))?.deviations ?? []).map((d) => [d.scenario, d]));
  const deviations = [...known.values()].filter((d) => !results.has(d.scenario));
  for (const [scenario, { steps, objects }] of differing)
    deviations.push({ scenario, differs: `steps ${steps.join('/')}, objects ${objects.join('/')}`, reason: known.get(scenario)?.reason ?? '' });
  deviations.sort((a, b) => (a.scenario < b.scenario ? -1 : 1));
  const head = fs
    .readFileSync(DEVIATIONS, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .join('\n');
  fs.writeFileSync(DEVIATIONS, `${head}\n${dump({ deviations }, { lineWidth: 160 })}`);
}
if (options.check) {
  const listed = new Map((load(fs.readFileSync(DEVIATIONS, 'utf8'))?.deviations ?? []).map((d) => [d.scenario, d]));
  const faults = [];
  for (const [name, { same, steps, objects }] of results) {
    const deviation = listed.get(name);
    if (!same && !deviation) faults.push(`${name} differs (steps ${steps.join('/')}, objects ${objects.join('/')}) and is no listed deviation`);
    else if (same && deviation) faults.push(`${name} is a listed deviation and no longer differs: take it off the list`);
    else if (!same && deviation.differs !== `steps ${steps.join('/')}, objects ${objects.join('/')}`)
      faults.push(`${name} differs otherwise than listed: now steps ${steps.join('/')}, objects ${objects.join('/')}, listed ${deviation.differs}`);
    if (deviation && !deviation.reason) faults.push(`${name}: a deviation needs its reason`);
  }
  for (const name of listed.keys()) if (!results.has(name)) faults.push(`${name} is a listed deviation, but there is no such scenario`);
  for (const fault of faults) console.error(fault);
  fs.mkdirSync(at('out'), { recursive: true });
  fs.writeFileSync(at('out', 'conformance.json'), JSON.stringify({ passed: results.size - faults.length, failed: faults.length }));
  process.exitCode = faults.length === 0 ? 0 : 1;
}
