/**
 * What kubectl prints about objects that are known: each reading step of the golden recordings is run against the objects that were there
 * at its time, and must print what was recorded. Waiting commands see the changes that came after.
 */
import descriptions from 'virtual:api-descriptions';
import fs from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../api/meta/types.ts';
import { kinds } from '../api/kinds/registry.ts';
// @ts-expect-error -- the judge is plain JavaScript
import { compare } from '../../conformance/compare.mjs';
import type { Io } from './io.ts';
import { kubectl } from './kubectl.ts';
import { RecordedCluster, readRecording, type RecordedStep, type Recording } from './testing/recorded-cluster.ts';
import { words } from './testing/words.ts';

const CONFORMANCE = path.resolve(import.meta.dirname, '../../conformance');
/** Commands that read only, so that a recording can answer them. */
const READING = /^kubectl (describe|get|rollout (status|history)|wait|events) |^kubectl .*--dry-run=client/;

const born = { uid: '00000000-0000-0000-0000-000000000000', resourceVersion: '1', creationTimestamp: '2026-11-22T04:00:00Z' };
/** What every scenario finds in its namespace. */
const given: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...born, name: 'kube-root-ca.crt', namespace: 'default' }, data: { 'ca.crt': '' } } as KubeObject,
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...born, name: 'default', namespace: 'default' } },
];
/** Steps whose recording does not hold what the API server answered. */
const INEXACT = new Set([
  // Reads of the service lack a field that the watch, and so the recording, has.
  'kubectl get svc web -o jsonpath=\'{.spec}{"\\n"}\'',
]);

const scenarios = new Map(
  fs
    .readdirSync(path.join(CONFORMANCE, 'scenarios'), { recursive: true, encoding: 'utf8' })
    .map((file) => [path.basename(file, '.yaml'), path.join(CONFORMANCE, 'scenarios', file)]),
);
function scenarioFiles(name: string): Readonly<Record<string, string>> {
  const file = scenarios.get(name);
  return (file === undefined ? undefined : (load(fs.readFileSync(file, 'utf8')) as { files?: Record<string, string> }).files) ?? {};
}

/** `undefined` where the recording cannot answer. */
function replay(recording: Recording, step: RecordedStep, argv: readonly string[], at: number): { exit: number; stdout: string; stderr: string } | undefined {
  const output = { stdout: '', stderr: '' };
  const files = scenarioFiles(recording.scenario);
  let unknownFile = false;
  const read = (name: string): string | undefined => {
    if (Object.hasOwn(files, name)) return files[name];
    // Steps before may have made it.
    unknownFile ||= !name.endsWith('/.kube/config');
    return undefined;
  };
  const io: Io = {
    stdout: (text) => {
      output.stdout += text;
    },
    stderr: (text) => {
      output.stderr += text;
    },
    files: {
      kind: (name) => (read(name) === undefined ? undefined : 'file'),
      read,
      readBytes: (name) => new TextEncoder().encode(read(name)),
      write: () => {},
      list: () => undefined,
      remove: () => {},
    },
    env: {},
  };
  const cluster = new RecordedCluster(recording, given, at, step.to + (step.exit === 130 ? 0 : 1));
  const exit = cluster.run(kubectl(argv, io, { kinds, descriptions }));
  return unknownFile || cluster.unanswerable !== undefined ? undefined : { exit: exit ?? 130, ...output };
}

/** `undefined` where it printed what was recorded. */
function difference(recording: Recording, step: RecordedStep, argv: readonly string[]): Difference | undefined {
  let found: Difference | undefined;
  // The command read at some moment between its start and its end.
  for (const at of [step.from, (step.from + step.to) / 2, step.to]) {
    const played = replay(recording, step, argv, at);
    if (!played) return undefined;
    const { differences } = compare({ ...recording, steps: [step], loose: {} }, { ...recording, steps: [{ ...step, ...played }], loose: {} }) as { differences: Difference[] };
    if (differences.length === 0) return undefined;
    found ??= differences[0];
  }
  return found;
}

interface StepText {
  readonly exit: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}
interface Difference {
  readonly at: string;
  readonly want: StepText;
  readonly got: StepText;
}

/** The lines that differ, for a reader. */
function lines({ at, want, got }: Difference): string {
  const all = (side: StepText): readonly string[] => [`exit ${side.exit}`, ...side.out, ...side.err.map((line) => `stderr: ${line}`)];
  const [wanted, given] = [all(want), all(got)];
  const differing = [
    ...wanted.filter((line) => !given.includes(line)).map((line) => `- ${line}`),
    ...given.filter((line) => !wanted.includes(line)).map((line) => `+ ${line}`),
  ].slice(0, 60);
  return [`$ ${at}`, ...(differing.length > 0 ? differing : ['the same lines in another order'])].join('\n');
}

/** Kinds that have no descriptor yet. */
const notThereYet = ({ want, got }: Difference): boolean => want.exit === 0 && got.err.some((line) => line.includes("the server doesn't have a resource type"));

/** `PRINT_REPLAY=describe` runs only the steps whose file and command line hold that text. */
const filter = process.env['PRINT_REPLAY'];
const root = path.join(CONFORMANCE, 'golden');
const files = fs
  .readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.json'))
  .sort();

describe('print replay', () => {
  it('finds recordings', () => expect(files.length).toBeGreaterThan(100));
  for (const file of files) {
    const recording = readRecording(path.join(root, file));
    let kubeconfigChanged = false;
    const steps = recording.steps
      .filter((step) => step.run !== undefined)
      .flatMap((step, i) => {
        const argv = words(step.run ?? '');
        kubeconfigChanged ||= step.run?.startsWith('kubectl config ') ?? false;
        const asked =
          !kubeconfigChanged &&
          !INEXACT.has(step.run ?? '') &&
          READING.test(`${step.run} `) &&
          argv &&
          !recording.loose?.steps?.includes(i) &&
          (!filter || `${file} ${step.run}`.includes(filter));
        return asked ? [{ step, argv: argv.slice(1) }] : [];
      });
    if (steps.length === 0) continue;
    it(file, () => {
      const wrong = steps.map(({ step, argv }) => difference(recording, step, argv)).flatMap((d) => (d && !notThereYet(d) ? [lines(d)] : []));
      expect(wrong.join('\n')).toBe('');
    });
  }
});
