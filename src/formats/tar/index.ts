export type { MemberFile, StoredRange, TarMember } from './member.js';
export { readTar } from './read.js';
export { writeTar } from './write.js';
