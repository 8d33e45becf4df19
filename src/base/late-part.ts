/** Parts that come after the code that uses them. */

export interface LatePart<T> {
  readonly install: (part: T) => void;
  /** Throws where it has not been installed: a mistake in the composition. */
  readonly get: () => T;
}

/** `missing`: what the error says, with the module whose import puts the part in place. */
export function latePart<T>(missing: string): LatePart<T> {
  let installed: T | undefined;
  return {
    install: (part) => {
      installed = part;
    },
    get: () => {
      if (installed === undefined) throw new Error(missing);
      return installed;
    },
  };
}
