"""From a prompt to the words that a model is sent."""
