import { describe, expect, it } from 'vitest';
import { kindRegistry } from '../../cluster/cluster.ts';
import type { Files } from '../io.ts';
import { unifiedHunks } from '../unified-diff.ts';
import { buildKustomization, kustomizedText, type KustomizeHost } from './build.ts';
import { splitDotted } from './replacements.ts';
import { splitImage } from './transformers.ts';
import recorded from './testing/recorded.json';

interface Case {
  /** By path in the folder; `=name` is the shared file of that name. */
  readonly files: Readonly<Record<string, string>>;
  readonly stdout?: string;
  /** How the output differs from that of the shared files alone. */
  readonly changes?: string;
  readonly stderr?: string;
}

const FOLDER = '/work';
const scoped = new Set(kindRegistry.kinds.filter(({ namespaced }) => !namespaced).map(({ group, kind }) => `${group} ${kind}`));

function host(texts: Readonly<Record<string, string>>, warn: (line: string) => void = () => undefined): KustomizeHost {
  const paths = new Map(Object.entries(texts).map(([path, text]) => [`${FOLDER}/${path}`, text]));
  const files: Files = {
    kind: (path) => (paths.has(path) ? 'file' : [...paths.keys()].some((other) => other.startsWith(path === '/' ? path : `${path}/`)) ? 'directory' : undefined),
    read: (path) => paths.get(path),
    readBytes: (path) => (paths.has(path) ? new TextEncoder().encode(paths.get(path)) : undefined),
    list: () => undefined,
    write: () => undefined,
    remove: () => undefined,
  };
  return { files, cwd: FOLDER, warn, isClusterScoped: (apiVersion, kind) => scoped.has(`${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''} ${kind}`) };
}

function build(texts: Readonly<Record<string, string>>): { readonly stdout: string; readonly stderr: string } {
  let stderr = '';
  const built = buildKustomization(
    '.',
    host(texts, (line) => (stderr += `${line}\n`)),
  );
  if (built.ok) return { stdout: kustomizedText(built.value), stderr };
  return { stdout: '', stderr: `${stderr}error: ${built.error}${built.error.endsWith('\n') ? '' : '\n'}` };
}

const { shared, whole, cases } = recorded as unknown as { readonly shared: Readonly<Record<string, string>>; readonly whole: string; readonly cases: readonly Case[] };

describe('as the kubectl of v1.34.4 builds them', () => {
  // Another case's file is what lies outside of the folder.
  it.each(cases.filter(({ stderr = '' }) => !stderr.includes('security;')).map((one) => [one.files['kustomization.yaml'] ?? 'no kustomization.yaml', one] as const))(
    '%s',
    (_, { files, ...want }) => {
      const own = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.startsWith('=') ? shared[text.slice(1)]! : text]));
      const got = build({ ...shared, ...own });
      expect(got.stderr).toBe(want.stderr ?? '');
      if (want.changes === undefined) expect(got.stdout).toBe(want.stdout ?? '');
      else expect(unifiedHunks(whole, got.stdout)).toBe(want.changes);
    },
  );
});

describe('what a pasted kustomization may not do', () => {
  const refused = (kustomization: string, files: Readonly<Record<string, string>> = {}): string => build({ 'kustomization.yaml': kustomization, ...files }).stderr;
  it.each([
    ['another server', 'resources: [https://example.com/x.yaml]', 'reaches no other servers'],
    ['a repository', 'resources: ["github.com/org/repo//base?ref=v1"]', 'reaches no other servers'],
    ['a patch from elsewhere', 'resources: []\npatches: [{path: "https://example.com/p.yaml"}]', 'reaches no other servers'],
    ['charts', 'helmCharts: [{name: x}]', 'the field "helmCharts" of kustomizations is not part of this simulation'],
    ['programs', 'transformers: [t.yaml]', 'the field "transformers" of kustomizations is not part of this simulation'],
    ['a path out of the folder', 'resources: [/etc/passwd]', 'no such file or directory'],
  ])('%s', (_, text, sentence) => expect(refused(text)).toContain(sentence));
  it('reaches no prototype', () => {
    const built = build({
      'kustomization.yaml':
        'resources: [a.yaml]\ncommonAnnotations: {__proto__: x}\nreplacements:\n- source: {kind: ConfigMap}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.__proto__.polluted]\n    options: {create: true}\n',
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    });
    expect(built.stdout).toContain('__proto__:');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
  it('takes an image name that runs away elsewhere', () =>
    expect(
      build({
        'kustomization.yaml': 'resources: [a.yaml]\nimages: [{name: "(a+)+$", newTag: x}]\n',
        'a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: ${'a'.repeat(5000)}!}]}\n`,
      }).stderr,
    ).toBe(''));
});

describe('paths and images', () => {
  it.each([
    ['spec.template.spec.containers.[name=a.b].image', ['spec', 'template', 'spec', 'containers', '[name=a.b]', 'image']],
    ['metadata.annotations.[a.b/c]', ['metadata', 'annotations', 'a.b/c']],
    ['a\\.b.c', ['a.b', 'c']],
    ['spec.containers.0.args.*', ['spec', 'containers', '0', 'args', '*']],
  ])('%s', (path, parts) => expect(splitDotted(path)).toEqual(parts));
  it.each([
    ['nginx', 'nginx', '', ''],
    ['reg:5000/a/b:1.0', 'reg:5000/a/b', '1.0', ''],
    ['a@sha256:12', 'a', '', 'sha256:12'],
    ['a:1@sha256:12', 'a', '1', 'sha256:12'],
  ])('%s', (image, name, tag, digest) => expect(splitImage(image)).toEqual({ name, tag, digest }));
});
