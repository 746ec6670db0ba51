"""The figures of a scene: people, animals, vehicles, boats and things, each painted in a file of its own."""
