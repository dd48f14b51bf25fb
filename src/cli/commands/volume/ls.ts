import { defineLs } from '../../disk/ls.js';
import { VOLUME_DISK } from '../../disk/noun.js';

export default defineLs(VOLUME_DISK);
