"""Fine-tune: short runs that show how strong the augmentation should be."""

from explorer.ui import finetune

finetune.show()
