/** The stage as a list of shapes, read from what is on the page: its words and frames from the DOM, its drawings from the canvases. */

export type Shape =
  /** What follows is seen only inside, up to the matching end. */
  | { readonly shape: 'clip'; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly shape: 'end' }
  | { readonly shape: 'image'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly canvas: HTMLCanvasElement }
  | {
      readonly shape: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly radius: number;
      readonly fill: string;
      readonly stroke: string;
      readonly line: number;
    }
  | {
      readonly shape: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly fill: string;
      readonly font: string;
      readonly size: number;
      readonly weight: string;
      readonly family: string;
    };

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  readonly shapes: readonly Shape[];
}

const CLEAR = /^(transparent|rgba\(\d+, \d+, \d+, 0\))$/;

/** What of the stage is in view. `undefined`: there is no stage with a drawing. */
export function pictureOfStage(): Picture | undefined {
  const stage = document.querySelector<HTMLElement>('.stage-body');
  if (!stage) return undefined;
  const frame = stage.getBoundingClientRect();
  const shapes: Shape[] = [];
  walk(stage, frame, shapes);
  if (frame.width < 1 || frame.height < 1 || !shapes.some(({ shape }) => shape !== 'clip' && shape !== 'end')) return undefined;
  return { width: Math.round(frame.width), height: Math.round(frame.height), ground: getComputedStyle(document.documentElement).getPropertyValue('--pane').trim(), shapes };
}

function walk(element: Element, frame: DOMRect, shapes: Shape[]): void {
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden' || element.classList.contains('sr-only') || Number(style.opacity) === 0) return;
  // Buttons that are only there to be pressed.
  if (element instanceof HTMLButtonElement && element.querySelector('svg')) return;
  const box = element.getBoundingClientRect();
  if (box.bottom < frame.top || box.top > frame.bottom) return;
  const [x, y] = [box.left - frame.left, box.top - frame.top];
  if (element instanceof HTMLCanvasElement) {
    if (element.width > 0 && element.height > 0) shapes.push({ shape: 'image', x, y, width: box.width, height: box.height, canvas: element });
    return;
  }
  const line = Number.parseFloat(style.borderTopWidth) || 0;
  const stroked = line > 0 && style.borderTopStyle !== 'none' && !CLEAR.test(style.borderTopColor);
  if (box.width > 1 && box.height > 1 && (!CLEAR.test(style.backgroundColor) || stroked)) {
    shapes.push({
      shape: 'rect',
      x,
      y,
      width: box.width,
      height: box.height,
      radius: Number.parseFloat(style.borderTopLeftRadius) || 0,
      fill: CLEAR.test(style.backgroundColor) ? 'none' : style.backgroundColor,
      stroke: stroked ? style.borderTopColor : 'none',
      line,
    });
  }
  const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
  if (clips) shapes.push({ shape: 'clip', x, y, width: box.width, height: box.height });
  for (const child of element.childNodes) {
    if (child instanceof Element) walk(child, frame, shapes);
    else if (child.nodeType === Node.TEXT_NODE && child.textContent?.trim()) words(child as Text, style, frame, shapes);
  }
  if (clips) shapes.push({ shape: 'end' });
}

/** A line of text for each line that the browser broke it into. */
function words(node: Text, style: CSSStyleDeclaration, frame: DOMRect, shapes: Shape[]): void {
  const range = document.createRange();
  const size = Number.parseFloat(style.fontSize);
  let start = 0;
  let top: number | undefined;
  const flush = (end: number) => {
    range.setStart(node, start);
    range.setEnd(node, end);
    const box = range.getBoundingClientRect();
    const text = node.data.slice(start, end).replace(/\s+/g, ' ').trimEnd();
    if (text.trim() !== '' && box.width > 0 && box.bottom > frame.top && box.top < frame.bottom) {
      shapes.push({
        shape: 'text',
        x: box.left - frame.left,
        y: box.top - frame.top + box.height / 2 + size * 0.35,
        text,
        fill: style.color,
        font: `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`,
        size,
        weight: style.fontWeight,
        family: style.fontFamily,
      });
    }
    start = end;
  };
  for (let at = 0; at < node.data.length; at += 1) {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    if (top !== undefined && box.top > top + size / 2) flush(at);
    top = box.top;
  }
  flush(node.data.length);
}

/** Draws it `scale` times as large. */
export function toCanvas({ width, height, ground, shapes }: Picture, scale: number): HTMLCanvasElement | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  context.scale(scale, scale);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  for (const shape of shapes) {
    if (shape.shape === 'image') context.drawImage(shape.canvas, shape.x, shape.y, shape.width, shape.height);
    else if (shape.shape === 'end') context.restore();
    else if (shape.shape === 'clip') {
      context.save();
      context.beginPath();
      context.rect(shape.x, shape.y, shape.width, shape.height);
      context.clip();
    } else if (shape.shape === 'text') {
      context.font = shape.font;
      context.fillStyle = shape.fill;
      context.fillText(shape.text, shape.x, shape.y);
    } else {
      context.beginPath();
      const inset = shape.line / 2;
      context.roundRect(shape.x + inset, shape.y + inset, shape.width - shape.line, shape.height - shape.line, Math.min(shape.radius, shape.width / 2, shape.height / 2));
      if (shape.fill !== 'none') {
        context.fillStyle = shape.fill;
        context.fill();
      }
      if (shape.stroke !== 'none') {
        context.lineWidth = shape.line;
        context.strokeStyle = shape.stroke;
        context.stroke();
      }
    }
  }
  return canvas;
}

/** As SVG: words and frames as such; what is on a canvas as an image in it. */
export function toSvg({ width, height, ground, shapes }: Picture): string {
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const lines = shapes.map((shape, index) => {
    if (shape.shape === 'end') return '</g>';
    if (shape.shape === 'clip')
      return `<clipPath id="c${index}"><rect x="${n(shape.x)}" y="${n(shape.y)}" width="${n(shape.width)}" height="${n(shape.height)}"/></clipPath><g clip-path="url(#c${index})">`;
    if (shape.shape === 'image') return `<image x="${n(shape.x)}" y="${n(shape.y)}" width="${n(shape.width)}" height="${n(shape.height)}" href="${dataUrl(shape.canvas)}"/>`;
    if (shape.shape === 'text')
      return `<text x="${n(shape.x)}" y="${n(shape.y)}" font-family="${escaped(shape.family)}" font-size="${n(shape.size)}" font-weight="${escaped(shape.weight)}" fill="${escaped(shape.fill)}">${escaped(shape.text)}</text>`;
    const inset = shape.line / 2;
    return `<rect x="${n(shape.x + inset)}" y="${n(shape.y + inset)}" width="${n(shape.width - shape.line)}" height="${n(shape.height - shape.line)}" rx="${n(Math.min(shape.radius, shape.width / 2, shape.height / 2))}" fill="${escaped(shape.fill)}" stroke="${escaped(shape.stroke)}" stroke-width="${n(shape.line)}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n<rect width="${width}" height="${height}" fill="${escaped(ground)}"/>\n${lines.join('\n')}\n</svg>\n`;
}

/** Over a copy: a canvas that another thread draws on gives its picture, but not as a file. */
function dataUrl(canvas: HTMLCanvasElement): string {
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext('2d')?.drawImage(canvas, 0, 0);
  return copy.toDataURL('image/png');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
