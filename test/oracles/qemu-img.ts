import { execFileSync } from 'node:child_process';

/** QEMU's tool for disk images as a judge. */
export function qemuImg(...args: readonly string[]): string {
  return execFileSync('qemu-img', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Bytes that QEMU takes the disk in `file` for. */
export function virtualSize(file: string, format: string): number {
  const told = JSON.parse(qemuImg('info', '-f', format, '--output', 'json', file)) as { 'virtual-size': number };
  return told['virtual-size'];
}
