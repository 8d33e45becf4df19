/** Repairs of what people paste. Each is one undoable change of the text. */
import '../../../../api/schema/install.ts';
import { schemaNames, schemaOf } from '../../../../api/schema/schema.ts';
import { fieldRepairs } from './fields.ts';
import { syntaxRepairs } from './syntax.ts';
import { lineOf, manifestsOf, rangeOf, replaceNode, valueAt, type Manifest, type Problem, type Repair } from './text.ts';
import { versionRepairs } from './versions.ts';

/** Longer texts are not looked at. */
const LONGEST = 200_000;

/** `problems` are what the API server says of the text. */
export function repairs(text: string, problems: readonly Problem[] = []): readonly Repair[] {
  if (text.length > LONGEST) return [];
  const found = [...syntaxRepairs(text)];
  for (const manifest of manifestsOf(text)) found.push(...kindRepairs(text, manifest), ...versionRepairs(text, manifest), ...fieldRepairs(text, manifest, problems));
  const seen = new Set<string>();
  return found.filter(({ title, edits }) => {
    const key = `${title} ${edits.map(({ start }) => start).join()}`;
    return !seen.has(key) && seen.add(key);
  });
}

const SHORT: Readonly<Record<string, string>> = {
  deploy: 'Deployment',
  rs: 'ReplicaSet',
  sts: 'StatefulSet',
  ds: 'DaemonSet',
  po: 'Pod',
  svc: 'Service',
  cm: 'ConfigMap',
  ns: 'Namespace',
  cj: 'CronJob',
  ing: 'Ingress',
  sa: 'ServiceAccount',
  pv: 'PersistentVolume',
  pvc: 'PersistentVolumeClaim',
  hpa: 'HorizontalPodAutoscaler',
  pdb: 'PodDisruptionBudget',
  sc: 'StorageClass',
  crd: 'CustomResourceDefinition',
};

let kinds: readonly string[] | undefined;
const knownKinds = (): readonly string[] =>
  (kinds ??= schemaNames().flatMap((name) => {
    const kind = name.split('.').at(-1)!;
    return schemaOf(name)?.fields?.has('metadata') && !kind.endsWith('List') ? [kind] : [];
  }));

/** `pod`, `Pods`, `svc`: kinds as kubectl's words have them. */
function kindRepairs(text: string, { map, kind }: Manifest): readonly Repair[] {
  const word = kind.toLowerCase();
  if (kind === '' || knownKinds().includes(kind)) return [];
  const right =
    (Object.hasOwn(SHORT, word) ? SHORT[word] : undefined) ??
    knownKinds().find((known) => [known, `${known}s`, `${known}es`, known.replace(/y$/, 'ies')].some((form) => form.toLowerCase() === word));
  const at = rangeOf(valueAt(map, 'kind'));
  if (right === undefined || !at) return [];
  const line = lineOf(text, at.start);
  return [{ title: `Write kind ${right}`, edits: replaceNode(valueAt(map, 'kind'), right), lines: { first: line, last: line } }];
}
