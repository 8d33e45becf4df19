/** Labels, annotations and other lists that stand at one title, one entry a line. */
import type { PrefixWriter } from './prefix-writer.ts';
import { byText, sortedKeys, type Wire } from './wire.ts';

type Texts = Readonly<Record<string, string>> | undefined;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MAX_ANNOTATION = 140;

/** `title:` and the entries below one another in the second column; `<none>` where there are none. */
function writeEntries(w: PrefixWriter, title: string, entries: readonly string[], indent = ''): void {
  w.write(0, `${indent}${title}:\t`);
  if (entries.length === 0) w.write(0, '<none>\n');
  entries.forEach((entry, i) => w.write(0, `${i === 0 ? '' : `${indent}\t`}${entry}\n`));
}

/** upstream: printLabelsMultiline */
export function writeLabels(w: PrefixWriter, title: string, labels: Texts, indent = ''): void {
  writeEntries(
    w,
    title,
    sortedKeys(labels).map((key) => `${key}=${labels?.[key] ?? ''}`),
    indent,
  );
}

/** Long and multi-line values stand on lines of their own (upstream: printAnnotationsMultiline). */
export function writeAnnotations(w: PrefixWriter, title: string, annotations: Texts): void {
  w.write(0, `${title}:\t`);
  const keys = sortedKeys(annotations).filter((key) => key !== LAST_APPLIED);
  if (keys.length === 0) w.write(0, '<none>\n');
  keys.forEach((key, i) => {
    if (i > 0) w.write(0, '\t');
    const value = (annotations?.[key] ?? '').replace(/\n$/, '');
    if (value.length + key.length + 2 <= MAX_ANNOTATION && !value.includes('\n')) {
      w.write(0, `${key}: ${value}\n`);
      return;
    }
    w.write(0, `${key}:\n`);
    for (const line of value.split('\n')) w.write(0, `\t  ${line.length > MAX_ANNOTATION - 2 ? `${line.slice(0, MAX_ANNOTATION - 2)}...` : line}\n`);
  });
}

/** Name, namespace, labels and annotations, as most descriptions begin. */
export function writeHead(w: PrefixWriter, object: Wire, options: { readonly namespaced?: boolean } = {}): void {
  w.write(0, `Name:\t${object.metadata.name}\n`);
  if (options.namespaced !== false) w.write(0, `Namespace:\t${object.metadata.namespace ?? ''}\n`);
  writeMetadata(w, object);
}

export function writeMetadata(w: PrefixWriter, object: Wire): void {
  writeLabels(w, 'Labels', object.metadata.labels);
  writeAnnotations(w, 'Annotations', object.metadata.annotations);
}

/** `Controlled By:` where there is a controller. */
export function writeController(w: PrefixWriter, object: Wire): void {
  const owner = controllerOf(object);
  if (owner) w.write(0, `Controlled By:\t${owner.kind}/${owner.name}\n`);
}

export const controllerOf = (object: Wire): Wire | undefined => object.metadata.ownerReferences?.find((owner: Wire) => owner.controller === true);

/** upstream: printTolerationsMultilineWithIndent */
export function writeTolerations(w: PrefixWriter, title: string, tolerations: readonly Wire[] | undefined): void {
  const entries = [...(tolerations ?? [])]
    .sort((a, b) => byText(a.key ?? '', b.key ?? ''))
    .map((t) => {
      const named = `${t.key ?? ''}${t.value ? `=${t.value}` : ''}${t.effect ? `:${t.effect}` : ''}`;
      const exists = t.operator === 'Exists' && !t.value ? (named === '' ? 'op=Exists' : ' op=Exists') : '';
      return `${named}${exists}${t.tolerationSeconds === undefined || t.tolerationSeconds === null ? '' : ` for ${t.tolerationSeconds}s`}`;
    });
  writeEntries(w, title, entries);
}

/** upstream: printTaintsMultilineWithIndent */
export function writeTaints(w: PrefixWriter, title: string, taints: readonly Wire[] | undefined): void {
  const entries = [...(taints ?? [])].sort((a, b) => byText(`${a.effect},${a.key}`, `${b.effect},${b.key}`));
  writeEntries(w, title, entries.map(taintText));
}

/** `key=value:effect` (upstream: api/core/v1/taint.go, ToString). */
export function taintText(taint: Wire): string {
  if (!taint.effect) return taint.value ? `${taint.key}=${taint.value}:` : taint.key;
  return taint.value ? `${taint.key}=${taint.value}:${taint.effect}` : `${taint.key}:${taint.effect}`;
}

/** upstream: printPodsMultiline */
export function writeNames(w: PrefixWriter, title: string, objects: readonly Wire[]): void {
  writeEntries(w, title, objects.map((object) => object.metadata.name as string).sort(byText));
}
