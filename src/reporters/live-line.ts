import { shorten } from './text.ts';

/** What the console reporter needs of stderr. */
export interface Terminal {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

const clearLine = '\r\u001b[2K';

/** The last line of a terminal, rewritten in place while lines that stay are written above it. */
export function liveLine(terminal: Terminal, text: () => string) {
  let shown = false;
  let timer: NodeJS.Timeout | undefined;

  const clear = (): void => {
    if (shown) terminal.write(clearLine);
    shown = false;
  };
  const draw = (): void => {
    // one column short: a full line would wrap, and then can't be cleared
    terminal.write(clearLine + shorten(text(), (terminal.columns ?? 80) - 1));
    shown = true;
  };
  return {
    draw() {
      draw();
      timer ??= setInterval(draw, 1000).unref();
    },
    /** Clears the line and leaves it alone until it is drawn again. */
    rest() {
      clearInterval(timer);
      timer = undefined;
      clear();
    },
    above(lines: string) {
      const wasShown = shown;
      clear();
      terminal.write(`${lines}\n`);
      if (wasShown) draw();
    },
  };
}
