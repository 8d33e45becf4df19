import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../meta/types.ts';
import { createKindRegistry, parseGroupVersion } from '../registry.ts';
import { kinds } from './registry.ts';
import { recordings, versions, type Recording } from './testing/recordings.ts';

const registry = createKindRegistry(kinds);
const epoch = Date.UTC(2026, 0, 1);

/** `T12.5` → RFC 3339. */
const withTimes = (value: unknown): unknown => {
  if (typeof value === 'string') return /^T-?\d+(\.\d+)?$/.test(value) ? new Date(epoch + Number(value.slice(1)) * 1000).toISOString() : value;
  if (Array.isArray(value)) return value.map(withTimes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTimes(item)]));
};

/** Ages differ by when within a second things were: any is as good as any other; so is any moment. A table is cut into cells without the spaces around them. */
const masked = (cell: string): string =>
  cell
    .trim()
    .replace(/\b(\d+[ydhms])+\b/g, 'AGE')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME');

interface Row {
  readonly [column: string]: string;
}

function parseTable(text: string): readonly Row[] {
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const starts = [...header.matchAll(/(?:^|(?<= {3}|\s{2}))\S+(?: \S+)*/g)].map((match) => ({ name: match[0], at: match.index }));
  return lines.map((line) => Object.fromEntries(starts.map(({ name, at }, i) => [name, line.slice(at, starts[i + 1]?.at).trim()])));
}

interface Case {
  readonly recording: Recording;
  readonly at: number;
  readonly command: string;
  readonly plural: string;
  readonly wide: boolean;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

function casesOf(recording: Recording): readonly Case[] {
  return recording.steps.flatMap((step, at) => {
    const match = /^kubectl get ([a-z.]+)((?: [^|>;&-]\S*| -o wide| -l \S+| --show-labels| -A)*)$/.exec(step.run ?? '');
    if (!match || step.exit !== 0 || !step.stdout || match[1]!.includes(',') || /--show-labels|-A|-L/.test(match[2]!)) return [];
    const kind = registry.byArgument(match[1]!)?.descriptor;
    if (!kind || step.stdout.startsWith('No resources')) return [];
    return [{ recording, at, command: step.run!, plural: kind.plural, wide: match[2]!.includes('-o wide'), text: step.stdout, from: step.from, to: step.to }];
  });
}

const cases = recordings().flatMap(casesOf);
const history = new Map<Recording, ReturnType<typeof versions>>();
const historyOf = (recording: Recording): ReturnType<typeof versions> => {
  if (!history.has(recording)) history.set(recording, versions(recording));
  return history.get(recording)!;
};

/** The versions of an object that the command may have seen. */
function seen({ recording, from, to, plural }: Case, name: string): readonly KubeObject[] {
  const of = historyOf(recording).filter(
    ({ object }) =>
      object.metadata.name === name &&
      (() => {
        const { group, version } = parseGroupVersion(object.apiVersion);
        return registry.byKind(group, version, object.kind)?.descriptor.plural === plural;
      })(),
  );
  const before = of.filter(({ entry }) => entry.t <= from);
  return [...before.slice(-1), ...of.filter(({ entry }) => entry.t > from - 0.5 && entry.t <= to + 0.5)].map(({ object }) => withTimes(object) as KubeObject);
}

describe('columns as a real cluster printed them', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(100));

  it.each(cases.map((item) => [`${item.recording.scenario} ${item.at}: ${item.command}`, item] as const))('%s', (_name, item) => {
    const descriptor = registry.byArgument(item.plural)!.descriptor;
    const columns = descriptor.columns.filter(({ priority }) => item.wide || priority === 0);
    const headers = [...(descriptor.nameCell === false ? [] : ['NAME']), ...columns.map(({ name }) => name.toUpperCase())];
    const rows = parseTable(item.text);
    expect(rows.length).toBeGreaterThan(0);
    expect(Object.keys(rows[0]!)).toEqual(headers);
    if (descriptor.nameCell === false) {
      const all = historyOf(item.recording)
        .filter(({ object }) => object.kind === descriptor.kind)
        .map(({ object }) => withTimes(object) as KubeObject);
      const ours = all.map((object) => columns.map(({ cell }) => masked(String(cell(object, epoch + item.to * 1000))).replaceAll('AGE', '')).join('|'));
      for (const row of rows)
        expect(ours).toContain(
          Object.values(row)
            .map((cell) => masked(cell).replaceAll('AGE', ''))
            .join('|'),
        );
      return;
    }
    for (const row of rows) {
      const name = row['NAME']!.replace(/^.*\//, '');
      const candidates = seen(item, name);
      // What was there before the recording began is not in it.
      if (candidates.length === 0) continue;
      const ours = candidates.map((object) =>
        Object.fromEntries(columns.map(({ name: column, cell }) => [column.toUpperCase(), masked(String(cell(object, epoch + item.to * 1000)))])),
      );
      const theirs = Object.fromEntries(columns.map(({ name: column }) => [column.toUpperCase(), masked(row[column.toUpperCase()]!)]));
      expect(ours).toContainEqual(theirs);
    }
  });
});
