import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { listObjects, SECRETS } from './lookup.ts';
import { writeHead } from './metadata.ts';
import { description } from './prefix-writer.ts';
import type { Wire } from './wire.ts';

/** upstream: ServiceAccountDescriber */
export function* describeServiceAccount(account: Wire, settings: DescribeSettings): Task<string> {
  const secrets = yield* listObjects(SECRETS, account.metadata.namespace);
  const events = yield* eventsOf(account, settings);
  const existing = new Set(secrets.map((secret) => secret.metadata.name));
  const names = (references: readonly Wire[] | undefined): string[] => (references ?? []).map(({ name }) => name);
  const tokens = secrets.filter(
    ({ type, metadata: { annotations = {} } }) =>
      type === 'kubernetes.io/service-account-token' &&
      annotations['kubernetes.io/service-account.name'] === account.metadata.name &&
      annotations['kubernetes.io/service-account.uid'] === account.metadata.uid,
  );
  const lists = [
    ['Image pull secrets:', names(account.imagePullSecrets)],
    ['Mountable secrets: ', names(account.secrets)],
    ['Tokens:            ', tokens.map((token) => token.metadata.name)],
  ] as const;
  return description((w) => {
    writeHead(w, account);
    for (const [title, list] of lists) {
      if (list.length === 0) w.write(0, `${title}\t<none>\n`);
      list.forEach((name, i) => w.write(0, `${i === 0 ? title : ' '.repeat(title.length)}\t${name}${existing.has(name) ? '' : ' (not found)'}\n`));
    }
    writeEvents(w, events);
  });
}
