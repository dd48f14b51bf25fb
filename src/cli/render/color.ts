const CODES = { red: 31, yellow: 33, bold: 1 } as const;
const OFF = { red: 39, yellow: 39, bold: 22 } as const;

/** `text` in a colour (ECMA-48 SGR) when `on`, else as it is. */
export function paint(text: string, color: keyof typeof CODES, on: boolean): string {
  return on ? `\u001b[${CODES[color]}m${text}\u001b[${OFF[color]}m` : text;
}
