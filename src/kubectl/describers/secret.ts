import type { Task } from '../../engine/client.ts';
import { base64Length } from './config-map.ts';
import { writeHead } from './metadata.ts';
import { description } from './prefix-writer.ts';
import { sortedKeys, type Wire } from './wire.ts';

/** upstream: SecretDescriber */
// oxlint-disable-next-line require-yield -- a describer like the others, which needs nothing but the object
export function* describeSecret(secret: Wire): Task<string> {
  return description((w) => {
    writeHead(w, secret);
    w.write(0, `\nType:\t${secret.type ?? ''}\n`);
    w.write(0, '\nData\n====\n');
    for (const key of sortedKeys(secret.data)) {
      const shown = key === 'token' && secret.type === 'kubernetes.io/service-account-token';
      w.write(0, shown ? `${key}:\t${atob(secret.data[key])}\n` : `${key}:\t${base64Length(secret.data[key])} bytes\n`);
    }
  });
}
