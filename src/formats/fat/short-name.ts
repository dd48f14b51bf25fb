/** The 8 and 3 characters that a file is called by where long names are not known, without their padding. */
export interface ShortName {
  readonly base: string;
  readonly extension: string;
}

/** What a long name becomes at first. */
export interface ShortForm extends ShortName {
  /** Whether more than capitals was lost, so that the name needs a number to be told from others. */
  readonly lossy: boolean;
}

const BASE_LENGTH = 8;
const EXTENSION_LENGTH = 3;
const SHORT_CHARACTER = /^[A-Z0-9$%'\-_@~`!(){}^#&]$/;

export function isShortCharacter(character: string): boolean {
  return SHORT_CHARACTER.test(character);
}

/** Cuts a name down to 8 and 3 characters (Microsoft's FAT specification, "The Basis-Name Generation Algorithm"). */
export function shortForm(name: string): ShortForm {
  const trimmed = name.replace(/^\.+/, '');
  const dot = trimmed.lastIndexOf('.');
  const base = translate(dot < 0 ? trimmed : trimmed.slice(0, dot));
  const extension = translate(dot < 0 ? '' : trimmed.slice(dot + 1));
  const form = { base: base.slice(0, BASE_LENGTH) || '_', extension: extension.slice(0, EXTENSION_LENGTH) };
  return { ...form, lossy: joinShortName(form) !== name.toUpperCase() };
}

/** Capitals, without spaces and dots, with a sign for what a short name cannot have. */
function translate(part: string): string {
  return Array.from(part.replace(/[ .]/g, ''), (character) => {
    const capital = character.toUpperCase();
    return isShortCharacter(capital) ? capital : '_';
  }).join('');
}

/** `BASE.EXT` */
export function joinShortName({ base, extension }: ShortName): string {
  return extension === '' ? base : `${base}.${extension}`;
}

/** 11 bytes, both parts padded with spaces. */
export function encodeShortName({ base, extension }: ShortName): Uint8Array {
  return new TextEncoder().encode(base.padEnd(BASE_LENGTH) + extension.padEnd(EXTENSION_LENGTH));
}

/**
 * Gives the names of one directory short names, no two the same: those that keep their form first, so that a number that
 * is made up for another does not take it.
 *
 * @param names told apart without regard to case
 * @returns a short name for each
 */
export function assignShortNames(names: readonly string[]): ShortName[] {
  const forms = names.map(shortForm);
  const taken = new Set(forms.filter(({ lossy }) => !lossy).map(joinShortName));
  const next = new Map<string, number>();
  return forms.map((form) => {
    if (!form.lossy) return form;
    const group = `${form.base.slice(0, BASE_LENGTH - 2)}.${form.extension}`;
    for (let number = next.get(group) ?? 1; ; number++) {
      const numbered = withNumber(form, number);
      const joined = joinShortName(numbered);
      if (taken.has(joined)) continue;
      taken.add(joined);
      next.set(group, number + 1);
      return numbered;
    }
  });
}

function withNumber({ base, extension }: ShortName, number: number): ShortName {
  const tail = `~${number}`;
  return { base: base.slice(0, BASE_LENGTH - tail.length) + tail, extension };
}
