export interface Repair {
  readonly title: string;
  /** The whole text, repaired. */
  readonly repaired: string;
  /** Only offered on these lines (from 1); anywhere without. */
  readonly lines?: { readonly first: number; readonly last: number };
}

/** API versions that v1.34 no longer serves, by kind. */
const moved: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Ingress: 'networking.k8s.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  CronJob: 'batch/v1',
  PodDisruptionBudget: 'policy/v1',
};
const GONE = /^(extensions|apps|networking\.k8s\.io|batch|policy)\/v\d+(alpha|beta)\d+$/;
const kinds = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Pod', 'Service', 'ConfigMap', 'Secret', 'Namespace', 'Job', 'CronJob', 'Ingress', 'ServiceAccount'];

/** Repairs of what people paste: tabs, API versions that are gone, kinds in lower case. */
export function repairs(text: string): Repair[] {
  const lines = text.split('\n');
  const found: Repair[] = [];
  if (lines.some((line) => /^ *\t/.test(line))) {
    found.push({ title: 'Turn tabs into spaces', repaired: lines.map((line) => line.replace(/^[ \t]+/, (space) => space.replaceAll('\t', '  '))).join('\n') });
  }
  lines.forEach((line, index) => {
    const version = /^apiVersion:\s*["']?([\w./-]+)["']?\s*$/.exec(line)?.[1];
    if (version !== undefined && GONE.test(version)) {
      const kind = kindNear(lines, index);
      const better = kind === undefined ? undefined : moved[kind];
      if (better !== undefined) found.push(replaceLine(lines, index, `apiVersion: ${better}`, `Use apiVersion ${better}`));
    }
    const kind = /^kind:\s*["']?([A-Za-z]+)["']?\s*$/.exec(line)?.[1];
    const spelled = kind === undefined ? undefined : kinds.find((known) => known.toLowerCase() === kind.toLowerCase() || `${known.toLowerCase()}s` === kind.toLowerCase());
    if (spelled !== undefined && spelled !== kind) found.push(replaceLine(lines, index, `kind: ${spelled}`, `Write kind ${spelled}`));
  });
  return found;
}

const replaceLine = (lines: readonly string[], index: number, line: string, title: string): Repair => ({
  title,
  repaired: lines.with(index, line).join('\n'),
  lines: { first: 1, last: Infinity },
});

/** The `kind:` of the same document. */
function kindNear(lines: readonly string[], at: number): string | undefined {
  for (const by of [1, -1]) {
    for (let index = at; index >= 0 && index < lines.length && !(index !== at && lines[index]!.startsWith('---')); index += by) {
      const kind = /^kind:\s*["']?([A-Za-z]+)/.exec(lines[index]!)?.[1];
      if (kind !== undefined) return kind;
    }
  }
  return undefined;
}
