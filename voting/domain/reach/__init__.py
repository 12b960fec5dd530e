"""Who was reached: the way from an idea and a letter to a ballot, and who is missing while there is still time."""
