/** What keeps a kustomization from being built. Never leaves this folder: `build.ts` makes a value of it. */
export class Trouble extends Error {}

export const trouble = (text: string): never => {
  throw new Trouble(text);
};

/** Does `work`; what goes wrong is prefixed, as Go wraps errors. */
export function within<T>(prefix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Trouble) throw new Trouble(`${prefix}: ${error.message}`);
    throw error;
  }
}
