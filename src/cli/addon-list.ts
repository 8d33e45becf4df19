import { addonNamed, addonNames } from '../cluster/addons/registry.ts';
import { err, ok, type Result } from '../base/result.ts';

/** Reads `--addons metrics,ingress`; `all` are all of them, an empty text none; `undefined` where the flag was not given. */
export function addonList(text: string | undefined): Result<readonly string[] | undefined, string> {
  if (text === undefined) return ok(undefined);
  if (text === 'all') return ok(addonNames);
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !addonNamed(name));
  return unknown === undefined ? ok(names) : err(`no add-on is named "${unknown}"; there are ${addonNames.join(', ')}`);
}
