"""fal's queue, its uploads and its models' schemas, as they look from outside."""
