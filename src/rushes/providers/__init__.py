"""Who makes clips: one file a provider, its models as data beside it, and the way to find both."""
