/** The part of svgcanvas that is used; it has no types of its own. */
declare module 'svgcanvas/dist/svgcanvas.esm.js' {
  export class Context {
    constructor(options: { readonly width: number; readonly height: number });
    getSvg(): SVGSVGElement;
  }
}
