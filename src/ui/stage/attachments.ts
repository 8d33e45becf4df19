/** What stands under a workload: who scales it, who guards it, who leads to it, what it keeps, when it runs. No drawing, but for heights. */
import type { Countdown, OtherDetail, OtherRow, PodRow, TrafficRow, WorkloadRow } from '../worker/protocol.ts';

type Detail<Is extends OtherDetail['is']> = Extract<OtherDetail, { is: Is }>;

export interface ClaimItem {
  readonly key: string;
  readonly name: string;
  readonly phase: string;
  readonly size: string;
  readonly storageClass: string;
  readonly volume?: string;
  /** No pod of now uses it: kept from before. */
  readonly unused: boolean;
}

export interface RouteItem {
  readonly from: string;
  readonly to: string;
  /** Endpoints that take traffic; `undefined` where there is no such Service. */
  readonly endpoints?: number;
}

export interface RunItem {
  readonly key: string;
  readonly at: number;
  readonly state: 'running' | 'complete' | 'failed' | 'suspended';
}

/** `target`: the object's key where it is one, else a name that no other attachment has. */
export type StageAttachment =
  | { readonly kind: 'autoscaler'; readonly target: string; readonly name: string; readonly detail: Detail<'autoscaler'> }
  | { readonly kind: 'budget'; readonly target: string; readonly name: string; readonly detail: Detail<'budget'> }
  | { readonly kind: 'quota'; readonly target: string; readonly name: string; readonly detail: Detail<'quota'> }
  | { readonly kind: 'ingress'; readonly target: string; readonly name: string; readonly routes: readonly RouteItem[] }
  | { readonly kind: 'claims'; readonly target: string; readonly claims: readonly ClaimItem[] }
  | { readonly kind: 'schedule'; readonly target: string; readonly cron: NonNullable<WorkloadRow['cron']>; readonly since: number; readonly runs: readonly RunItem[] }
  | { readonly kind: 'traffic'; readonly target: string; readonly row: TrafficRow; /** By version. */ readonly hues: ReadonlyMap<string, number> }
  | { readonly kind: 'failures'; readonly target: string; readonly used: number; readonly most: number; readonly countdown?: Countdown };

/** More claims, routes or quotas than this are counted. */
export const SHOWN = 12;

const LINE = 22;

/** Pixels in height. On a narrow stage names and drawings stand under each other. */
export function attachmentHeight(attachment: StageAttachment, width: number): number {
  const narrow = width < 560;
  switch (attachment.kind) {
    case 'autoscaler':
      return (narrow ? 84 : 60) + (attachment.detail.trouble === undefined ? 0 : narrow ? 54 : 36);
    case 'budget':
      return narrow ? 72 : 30;
    case 'failures':
      return narrow && attachment.countdown ? 50 : 30;
    case 'schedule':
      return 66;
    case 'traffic':
      return narrow ? 124 : 88;
    case 'ingress':
      return 8 + (narrow ? 40 : LINE) * Math.max(1, Math.min(SHOWN, attachment.routes.length));
    case 'quota':
      return 8 + (narrow ? 40 : LINE) * Math.max(1, Math.min(SHOWN, attachment.detail.limits.length));
    case 'claims':
      return 8 + (narrow ? 40 : LINE) * Math.ceil((Math.min(SHOWN, attachment.claims.length) + (attachment.claims.length > SHOWN ? 1 : 0)) / (narrow ? 1 : 2));
  }
}

/** The other objects of a namespace, handed out to the workloads that they are about. What is left is shown by itself. */
export class Attachables {
  private readonly taken = new Set<string>();

  constructor(private readonly rows: readonly OtherRow[]) {}

  /** Those that nobody took. */
  get left(): readonly OtherRow[] {
    return this.rows.filter(({ key }) => !this.taken.has(key));
  }

  autoscalers(kind: string, name: string, namespace: string): StageAttachment[] {
    return this.rows.flatMap(({ key, name: own, namespace: at, detail }) => {
      if (detail?.is !== 'autoscaler' || at !== namespace || detail.target.kind !== kind || detail.target.name !== name) return [];
      this.taken.add(key);
      return [{ kind: 'autoscaler' as const, target: key, name: own, detail }];
    });
  }

  budgets(labels: Readonly<Record<string, string>> | undefined, namespace: string): StageAttachment[] {
    if (!labels) return [];
    return this.rows.flatMap(({ key, name, namespace: at, detail }) => {
      if (detail?.is !== 'budget' || at !== namespace || !matches(detail.selector, labels)) return [];
      this.taken.add(key);
      return [{ kind: 'budget' as const, target: key, name, detail }];
    });
  }

  /** `endpoints` of a Service by its name; `undefined`: there is none. */
  ingresses(services: readonly string[], namespace: string, endpoints: (service: string) => number | undefined): StageAttachment[] {
    return this.rows.flatMap((row) => {
      const { key, name, namespace: at, detail } = row;
      if (detail?.is !== 'ingress' || at !== namespace || this.taken.has(key) || !detail.routes.some(({ service }) => services.includes(service))) return [];
      this.taken.add(key);
      return [{ kind: 'ingress' as const, target: key, name, routes: routesOf(row, endpoints) }];
    });
  }

  /** Claims that the pods use, and those of a StatefulSet's ordinals that wait for a pod to come back. */
  claims(key: string, pods: readonly PodRow[], namespace: string, kept?: (claim: string) => boolean): StageAttachment[] {
    const used = new Set(pods.flatMap(({ claims = [] }) => claims));
    if (used.size === 0 && !kept) return [];
    const claims: ClaimItem[] = [];
    for (const { key: claim, name, namespace: at, detail } of this.rows) {
      if (detail?.is !== 'claim' || at !== namespace || !(used.has(name) || kept?.(name))) continue;
      this.taken.add(claim);
      claims.push(claimItem(claim, name, detail, !used.has(name)));
      used.delete(name);
    }
    for (const name of used) claims.push({ key: `missing/${name}`, name, phase: 'missing', size: '', storageClass: '', unused: false });
    claims.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    return claims.length > 0 ? [{ kind: 'claims', target: `${key}/claims`, claims }] : [];
  }

  /** What is drawn by itself because it belongs to no workload. */
  loose(endpoints: (service: string) => number | undefined): StageAttachment[] {
    const found: StageAttachment[] = [];
    const claims: ClaimItem[] = [];
    for (const row of this.left) {
      const { key, name, detail } = row;
      switch (detail?.is) {
        case 'autoscaler':
          found.push({ kind: 'autoscaler', target: key, name, detail });
          break;
        case 'budget':
          found.push({ kind: 'budget', target: key, name, detail });
          break;
        case 'quota':
          found.push({ kind: 'quota', target: key, name, detail });
          break;
        case 'ingress':
          found.push({ kind: 'ingress', target: key, name, routes: routesOf(row, endpoints) });
          break;
        case 'claim':
          claims.push(claimItem(key, name, detail, true));
          break;
        default:
          continue;
      }
      this.taken.add(key);
    }
    if (claims.length > 0) found.push({ kind: 'claims', target: 'claims', claims });
    return found;
  }
}

function routesOf({ detail }: OtherRow, endpoints: (service: string) => number | undefined): RouteItem[] {
  if (detail?.is !== 'ingress') return [];
  return detail.routes.map(({ host, path, service, port }) => ({
    from: `${host === '*' ? '' : host}${path}`,
    to: `svc/${service}${port === '' ? '' : `:${port}`}`,
    endpoints: endpoints(service),
  }));
}

const claimItem = (key: string, name: string, { phase, size, storageClass, volume }: Detail<'claim'>, unused: boolean): ClaimItem => ({
  key,
  name,
  phase,
  size,
  storageClass,
  ...(volume !== undefined && { volume }),
  unused,
});

export function matches(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
