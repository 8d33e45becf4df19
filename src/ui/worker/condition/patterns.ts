/** Regular expressions of conditions: the engine for them is large, and comes after the stage (`re2.ts` puts it in place). */

/** A pattern as a test of texts. Throws where it is none. */
export type Compile = (pattern: string) => (text: string) => boolean;

let installed: Compile | undefined;

export function installPatterns(compile: Compile): void {
  installed = compile;
}

export function compilePattern(pattern: string): (text: string) => boolean {
  if (!installed) throw new Error('patterns are not there yet: import condition/re2.ts');
  return installed(pattern);
}
