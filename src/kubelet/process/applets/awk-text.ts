/** Small rules of awk's language. */

/** A one-character separator as a pattern: it stands for itself, but for the blank. */
export const regexBySeparator = (separator: string): string => (separator.length === 1 && separator !== ' ' ? separator.replace(/[\\^$.*+?()[\]{}|]/, '\\$&') : separator);

/** C's fmod. */
export const modulo = (a: number, b: number): number => a % b;
