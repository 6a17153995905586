"""Data: the pictures that a fine-tune run trains on."""

from explorer.ui import datapage

datapage.show()
