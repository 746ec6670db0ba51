"""From a storyboard to a finished film, through any AI video model."""
