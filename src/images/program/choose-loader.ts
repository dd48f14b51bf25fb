import path from 'node:path';
import { glibcLoader } from './glibc-loader.js';
import type { Loader } from './loader.js';
import { muslLoader } from './musl-loader.js';
import type { SearchContext } from './search-path.js';

/** The loader that is at `interpreter`: musl's goes by its name, everything else keeps glibc's rules. */
export function chooseLoader(interpreter: string, context: SearchContext): Loader {
  const isMusl = path.posix.basename(interpreter).startsWith('ld-musl-');
  return isMusl ? muslLoader(interpreter, context) : glibcLoader(context);
}
