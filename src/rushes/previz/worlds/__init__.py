"""The worlds: each a function that paints the layers of a place into a scene, back to front."""
