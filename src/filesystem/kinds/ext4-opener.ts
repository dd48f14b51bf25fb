import { openExt4, relabelExt4 } from '../../formats/ext4/reader/index.js';
import { ext4Recipe } from './ext4-recipe.js';
import type { FilesystemOpener } from './filesystem-format.js';

export const EXT4_OPENER: FilesystemOpener = {
  open(image) {
    const reader = openExt4(image);
    const { needsRecovery } = reader;
    const recipe = () => {
      const options = reader.options();
      return ext4Recipe(options, options);
    };
    return { reader, needsRecovery, recipe };
  },
  relabel: relabelExt4,
};
