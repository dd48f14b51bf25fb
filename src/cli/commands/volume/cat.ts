import { defineCat } from '../../disk/cat.js';
import { VOLUME_DISK } from '../../disk/noun.js';

export default defineCat(VOLUME_DISK);
