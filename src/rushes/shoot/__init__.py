"""From a wish to a take: what is asked for, what is there already, and the steps in between."""
