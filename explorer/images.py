"""Pictures: bytes become a frozen RGB `Image`. Size limits, orientation, bit depth and alpha are handled here only."""
