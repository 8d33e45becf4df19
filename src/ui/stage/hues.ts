/** A hue per revision: of its ReplicaSet, its pods and its bars alike. */
export const HUES = 8;
export const hueOf = (revision: number): number => (revision <= 0 ? HUES - 1 : (revision - 1) % HUES);
