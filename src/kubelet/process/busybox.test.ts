import { describe, expect, it } from 'vitest';
import applets from './busybox-cases.json';
import manifests from './manifest-cases.json';
import { runScript } from './testing/box.ts';

const cases = [...applets, ...manifests];

/** What busybox 1.35's own shell and applets did with each script, in an empty folder. */
describe('the shell and the applets do as busybox does', () => {
  it.each(cases)('$script', ({ script, stdout, stderr, code }) => {
    expect(runScript(script)).toMatchObject({ stdout, stderr, code });
  });

  it('stopped, written out and restored at every wake, goes on with the same bytes', () => {
    for (const { script, stdout } of cases) {
      const restored = runScript(script, { between: (state) => JSON.parse(JSON.stringify(state)) as typeof state });
      expect(restored.stdout).toBe(stdout);
    }
  });
});
