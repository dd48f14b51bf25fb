import { defineTree } from '../../disk/tree.js';
import { VOLUME_DISK } from '../../disk/noun.js';

export default defineTree(VOLUME_DISK);
