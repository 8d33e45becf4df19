/** Whether fingers press here, for what a script and not a style sheet makes high enough for them. Asked once: a screen seldom changes its kind. */
export const fingers = matchMedia('(pointer: coarse)').matches;
