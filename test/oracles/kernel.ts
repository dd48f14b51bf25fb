import path from 'node:path';
import { installKernel } from '../../src/guests/linux/kernels/install.js';
import { listKernels } from '../../src/guests/linux/kernels/store.js';

const HOME = path.resolve(import.meta.dirname, '../../../.cache/test-home');

/**
 * A home whose `kernels/` has the distribution's kernel, installed on first use and shared by all tests. A test that
 * needs a home of its own links or copies `kernels` into it, and must not delete or choose kernels through a link.
 * The first use downloads 70 MB and takes some seconds: allow 180 s.
 */
export async function sharedKernelHome(): Promise<string> {
  if (listKernels({ home: HOME }).length === 0) await installKernel({ home: HOME });
  return HOME;
}
