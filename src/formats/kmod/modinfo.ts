import { OpsError } from '../../core/errors.js';
import { readSection } from './elf-section.js';

/** What a kernel module says about itself. */
export interface ModuleInfo {
  /** Its name with underscores, as `lsmod` shows it; absent in modules of kernels before 4.13. */
  readonly name: string | undefined;
  /** Names of the modules that must be loaded before it. */
  readonly depends: readonly string[];
  /** Names or aliases that it wants loaded before it, which it works without. */
  readonly softDependencies: readonly string[];
  /** The release of the kernel that it is for: the first word of `vermagic`. */
  readonly release: string;
}

/**
 * Reads the `.modinfo` section of a kernel module (a plain `.ko`, not a compressed one).
 *
 * @throws OpsError `format-corrupt` when it is no 64-bit little-endian ELF file or is not a module
 */
export function readModuleInfo(module: Uint8Array): ModuleInfo {
  const section = readSection(module, '.modinfo');
  if (!section) throw new OpsError('format-corrupt', 'kernel module: it has no .modinfo section');
  const entries = new TextDecoder('latin1')
    .decode(section)
    .split('\0')
    .filter((entry) => entry.includes('='))
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const);
  const values = (key: string): string[] => entries.filter(([name]) => name === key).map(([, value]) => value);

  const [magic] = values('vermagic');
  if (magic === undefined)
    throw new OpsError('format-corrupt', 'kernel module: it does not say for which kernel it is');
  return {
    name: values('name')[0],
    depends: values('depends').flatMap((list) => list.split(',').filter((name) => name !== '')),
    softDependencies: values('softdep').flatMap(softDependenciesBefore),
    release: magic.split(' ', 1)[0] ?? '',
  };
}

/** `pre: a b post: c` names those to load before and those to load after. */
function softDependenciesBefore(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const start = words.indexOf('pre:') + 1;
  const end = words.indexOf('post:', start);
  return start === 0 ? [] : words.slice(start, end < 0 ? undefined : end);
}
